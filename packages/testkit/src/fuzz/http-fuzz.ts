// The HTTP fuzzer: a real server, requests of every manner for every route of its own document, every answer judged.
import { createClient } from "@purser/client";
import { type ServerProcess, startServerProcess } from "../process/server-process.ts";
import { withDirectory } from "../process/temporary-directory.ts";
import { Chance } from "../simulator/chance.ts";
import { AnswerJudge } from "./answer-judge.ts";
import { ApiDocument } from "./api-document.ts";
import { type Answered, Exchanges } from "./exchange.ts";
import { type Founded, found } from "./founding.ts";
import { tellRequest } from "./fuzz-request.ts";
import { KnownValues } from "./known-values.ts";
import { complaintsOf } from "./mending.ts";
import { type Made, RequestMaker, scopeOf } from "./request-maker.ts";
import { growthFault, readSize, type ServerSize } from "./server-size.ts";

export interface FuzzOrder {
  readonly seed: number;
  readonly requests: number;
  /** Told every so often how many requests were answered. */
  readonly tell?: (answered: number) => void;
}

export interface FuzzReport {
  readonly seed: number;
  readonly requests: number;
  /** Whatever is wrong, with the request that shows it. */
  readonly faults: readonly string[];
  /** How many answers of each status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** How many problems of each code, those of single items too. */
  readonly codes: Readonly<Record<string, number>>;
  /** How often each operation was asked with parts that can be judged, and how often it was carried out. */
  readonly operations: Readonly<Record<string, { readonly asked: number; readonly done: number }>>;
  /** Requests that the document forbids and the server refused, as it should. */
  readonly refused: number;
  readonly size: { readonly before: ServerSize; readonly after: ServerSize };
}

const KEY = "fuzz-root-key-long-enough-for-everybody";
/** Sent at once; whatever comes between their reads and writes is tried too. */
const AT_ONCE_MAX = 8;
/** Of all requests, so many are repeats, during which the server must not grow. */
const REPEATED_SHARE = 0.2;
const PATIENCE = 5;
const REPEATABLE_MAX = 600;
const REPEATABLE_BYTES_MAX = 20_000;
const SAMPLES = 12;
const FAULTS_MAX = 12;
const TELL_EVERY = 1_000;

export function fuzz(order: FuzzOrder): Promise<FuzzReport> {
  return withDirectory(async (data) => {
    const server = await startServerProcess({ data, key: KEY });
    try {
      const run = await FuzzRun.start(order, server);
      run.learn(await found(server.url, KEY));
      await run.explore();
      await run.repeat();
      await run.close();
      const again = await startServerProcess({ data, key: KEY });
      await run.judgeRest(again.url);
      run.judgeEnd(await again.end("SIGTERM"), again.errors());
      return run.report();
    } finally {
      await server.end("SIGKILL");
    }
  });
}

class FuzzRun {
  readonly #order: FuzzOrder;
  readonly #server: ServerProcess;
  readonly #document: ApiDocument;
  readonly #judge: AnswerJudge;
  readonly #known = new KnownValues();
  readonly #chance: Chance;
  readonly #maker: RequestMaker;
  readonly #exchanges: Exchanges;
  readonly #repeatable: Made[] = [];
  readonly #faults: string[] = [];
  readonly #statuses = new Map<string, number>();
  readonly #codes = new Map<string, number>();
  readonly #asked = new Map<string, number>();
  readonly #done = new Map<string, number>();
  readonly #sizes: ServerSize[] = [];
  #answered = 0;
  #refused = 0;

  static async start(order: FuzzOrder, server: ServerProcess): Promise<FuzzRun> {
    const document = await (await fetch(`${server.url}/openapi.json`)).json();
    return new FuzzRun(order, server, new ApiDocument(document as Record<string, unknown>));
  }

  private constructor(order: FuzzOrder, server: ServerProcess, document: ApiDocument) {
    this.#order = order;
    this.#server = server;
    this.#document = document;
    this.#judge = new AnswerJudge(document);
    this.#chance = new Chance(order.seed);
    this.#maker = new RequestMaker({
      document,
      known: this.#known,
      chance: this.#chance,
      rootKey: KEY,
      now: Date.now(),
    });
    this.#exchanges = new Exchanges(server.url);
  }

  learn(told: readonly Founded[]): void {
    for (const { answer, row, scope } of told) this.#known.learn(answer, row, scope);
  }

  async explore(): Promise<void> {
    const wanted = Math.round(this.#order.requests * (1 - REPEATED_SHARE));
    // A route that nothing was carried out at yet is worth more requests than were ordered.
    const isWanted = (): boolean =>
      this.#answered < wanted ||
      (this.#answered < wanted * PATIENCE && this.#done.size < this.#document.operations.length);
    while (isWanted() && this.#faults.length < FAULTS_MAX) {
      const made = Array.from({ length: 1 + this.#chance.below(AT_ONCE_MAX) }, () => this.#maker.make());
      await this.#send(made);
      for (const one of made) this.#remember(one);
    }
  }

  /** What was asked is asked again and again: little is new in it, so the server must stay as large as it is. */
  async repeat(): Promise<void> {
    const each = Math.ceil((this.#order.requests * REPEATED_SHARE) / SAMPLES);
    for (let sample = 0; sample < SAMPLES && this.#faults.length < FAULTS_MAX; sample += 1) {
      for (let sent = 0; sent < each; sent += AT_ONCE_MAX) {
        await this.#send(Array.from({ length: AT_ONCE_MAX }, () => repeated(this.#chance.pick(this.#repeatable))));
      }
      this.#sizes.push(await readSize(this.#server.url));
    }
    this.#fault(growthFault(this.#sizes));
  }

  async close(): Promise<void> {
    await this.judgeRest(this.#server.url);
    this.#exchanges.close();
    this.judgeEnd(await this.#server.end("SIGTERM"), this.#server.errors());
  }

  /** Whatever was sent: the server is ready, and its counters are what its ledger says. */
  async judgeRest(url: string): Promise<void> {
    const client = createClient({ baseUrl: url, apiKey: KEY });
    try {
      const { status } = await fetch(`${url}/readyz`);
      if (status !== 200) this.#fault(`the server is not ready: ${status}`);
      const { driftedCount, drifted } = await client.verify({});
      if (driftedCount > 0) this.#fault(`${driftedCount} counters drifted: ${JSON.stringify(drifted.slice(0, 3))}`);
    } catch (error) {
      this.#fault(`the server can't be verified: ${String(error)}`);
    } finally {
      await client.close();
    }
  }

  judgeEnd(code: number | null, errors: string): void {
    if (code !== 0) this.#fault(`the server ended with ${code}`);
    const told = errors.split("\n").filter((line) => line !== "" && !isQuietLine(line));
    if (told.length > 0) this.#fault(`the server has said:\n${told.join("\n").slice(0, 4_000)}`);
  }

  report(): FuzzReport {
    const names = this.#document.operations.map(({ name }) => name);
    const [before, after] = [this.#sizes[0], this.#sizes.at(-1)];
    const nothing = { heapBytes: 0, residentBytes: 0, handles: 0, openFiles: null };
    return {
      seed: this.#order.seed,
      requests: this.#answered,
      faults: this.#faults,
      statuses: Object.fromEntries(this.#statuses),
      codes: Object.fromEntries(this.#codes),
      operations: Object.fromEntries(
        names.map((name) => [name, { asked: this.#asked.get(name) ?? 0, done: this.#done.get(name) ?? 0 }]),
      ),
      refused: this.#refused,
      size: { before: before ?? nothing, after: after ?? nothing },
    };
  }

  async #send(made: readonly Made[]): Promise<void> {
    const outcomes = await Promise.all(made.map(({ request }) => this.#exchanges.send(request)));
    for (const [at, outcome] of outcomes.entries()) {
      const one = made[at];
      if (one === undefined) continue;
      this.#answered += 1;
      if (this.#answered % TELL_EVERY === 0) this.#order.tell?.(this.#answered);
      if ("failure" in outcome) this.#fault(outcome.failure, one);
      else if (outcome.answer !== null) this.#take(one, outcome.answer);
    }
  }

  #take(made: Made, answered: Answered): void {
    const { operation, request } = made;
    count(this.#statuses, String(answered.status));
    for (const [, code = ""] of answered.text.matchAll(CODES)) count(this.#codes, code);
    const fault = this.#judge.faultOf(request, answered);
    if (fault !== null) this.#fault(fault, made);
    if (request.given === null) return;
    count(this.#asked, operation.name);
    const answer: unknown = isJson(answered) ? JSON.parse(answered.text) : null;
    const complaints = complaintsOf(answer, request.given);
    const isDone = answered.status < 400 && complaints.length === 0;
    if (isDone) count(this.#done, operation.name);
    else if (request.manner === "valid") this.#maker.mend(made, complaints);
    if (!this.#judge.allows(operation, request.given)) {
      if (isDone) this.#fault(`answered ${answered.status} to what the document forbids`, made);
      else this.#refused += 1;
    } else if (isDone && request.manner !== "repeated") {
      this.#maker.keep(made);
      this.#known.learn(answer, operation.row, scopeOf(request.given));
    }
  }

  #remember(made: Made): void {
    if ((made.request.body?.length ?? 0) > REPEATABLE_BYTES_MAX) return;
    if (this.#repeatable.length < REPEATABLE_MAX) this.#repeatable.push(made);
    else this.#repeatable[this.#chance.below(REPEATABLE_MAX)] = made;
  }

  #fault(what: string | null, made?: Made): void {
    if (what !== null) this.#faults.push(made === undefined ? what : `${what}\n  ${tellRequest(made.request)}`);
  }
}

/** A line of a log below errors: a number from 50 on, or a word, is an error to those who write logs as JSON. */
function isQuietLine(line: string): boolean {
  const level = /^\{.*"level":"?(\w+)"?/.exec(line)?.[1];
  return level !== undefined && (/^(trace|debug|info|warn)$/.test(level) || Number(level) < ERROR_LEVEL);
}
const ERROR_LEVEL = 50;

/** Of problems alone: nothing else on the wire is called a code. */
const CODES = /"code":"(\w+)"/g;

const count = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);

const isJson = ({ headers }: Answered): boolean => /\bjson\b/.test(headers["content-type"] ?? "");

const repeated = (made: Made): Made => ({ ...made, request: { ...made.request, manner: "repeated" } });
