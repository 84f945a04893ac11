// The HTTP fuzzer: a real server, requests of every manner for every route of its own document, every answer judged.
import { createClient } from "@purser/client";
import { type ServerProcess, startServerProcess } from "../process/server-process.ts";
import { withDirectory } from "../process/temporary-directory.ts";
import { Chance } from "../simulator/chance.ts";
import { AnswerJudge } from "./answer-judge.ts";
import { ApiDocument } from "./api-document.ts";
import { type Answered, Exchanges } from "./exchange.ts";
import { tellRequest } from "./fuzz-request.ts";
import { KnownValues } from "./known-values.ts";
import { type Made, RequestMaker } from "./request-maker.ts";
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
  readonly operations: number;
  /** Operations that were never carried out: nothing was learnt of them but how they refuse. */
  readonly neverDone: readonly string[];
  /** Requests that the document forbids and the server refused, as it should. */
  readonly refused: number;
  readonly size: { readonly before: ServerSize; readonly after: ServerSize };
}

const KEY = "fuzz-root-key-long-enough-for-everybody";
/** Sent at once; whatever comes between their reads and writes is tried too. */
const AT_ONCE_MAX = 8;
/** Of all requests, so many are repeats, during which the server must not grow. */
const REPEATED_SHARE = 0.2;
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
  readonly #statuses: Record<string, number> = {};
  readonly #done = new Set<string>();
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

  async explore(): Promise<void> {
    const wanted = Math.round(this.#order.requests * (1 - REPEATED_SHARE));
    while (this.#answered < wanted && this.#faults.length < FAULTS_MAX) {
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
    if (errors !== "") this.#fault(`the server has said:\n${errors.slice(0, 4_000)}`);
  }

  report(): FuzzReport {
    const names = this.#document.operations.map(({ name }) => name);
    const [before, after] = [this.#sizes[0], this.#sizes.at(-1)];
    const nothing = { heapBytes: 0, residentBytes: 0, handles: 0, openFiles: null };
    return {
      seed: this.#order.seed,
      requests: this.#answered,
      faults: this.#faults,
      statuses: this.#statuses,
      operations: names.length,
      neverDone: names.filter((name) => !this.#done.has(name)),
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
      else this.#take(one, outcome.answer);
    }
  }

  #take(made: Made, answered: Answered): void {
    const { operation, request } = made;
    this.#statuses[answered.status] = (this.#statuses[answered.status] ?? 0) + 1;
    const fault = this.#judge.faultOf(request, answered);
    if (fault !== null) this.#fault(fault, made);
    if (request.given === null) return;
    const isDone = answered.status < 400 && !REFUSED_WITHIN.test(answered.text);
    if (!this.#judge.allows(operation, request.given)) {
      if (isDone) this.#fault(`answered ${answered.status} to what the document forbids`, made);
      else this.#refused += 1;
    } else if (isDone && request.manner !== "repeated") this.#learn(made, answered);
  }

  #learn(made: Made, { text, headers }: Answered): void {
    this.#done.add(made.operation.name);
    this.#maker.keep(made);
    if (headers["content-type"]?.includes("json") === true) this.#known.learn(JSON.parse(text), made.operation.row);
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

/** An item of a batch was refused in its place. */
const REFUSED_WITHIN = /"problem":\{/;

const repeated = ({ operation, request }: Made): Made => ({ operation, request: { ...request, manner: "repeated" } });
