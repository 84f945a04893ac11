// The write queue: one write at a time in the order taken, entries of waiting requests merged into one transaction (page 3).

import type { Caller } from "./caller.ts";
import { CatalogTurn } from "./catalog-turn.ts";
import type { CatalogWrite, Engine } from "./engine.ts";
import { BatchKnowledge, EntryBatch } from "./entry-batch.ts";
import { counterText } from "./moved-counters.ts";
import { type CommitOutcome, StoreFailure, type Transaction } from "./ports.ts";
import { ProblemError } from "./problem-error.ts";

/** A transaction closes at this many entries; measured: larger ones gain nothing and make everybody wait. */
const BATCH_ENTRIES_MAX = 1_000;
/** Entries that may wait for their turn; beyond it a request is told to come back. */
const WAITING_ENTRIES_MAX = 50_000;
/** Of them, those that would begin something new: what settles what has happened is shed last (page 3, P5). */
const WAITING_SPENDS_MAX = 40_000;
/** Each new plan has learnt something from the refusal before it, so few are ever needed. */
const PLANS_MAX = 1_000;

/** A request that appends entries. */
export interface EntriesJob {
  readonly caller: Caller;
  readonly weight: number;
  /** It reports what has happened already: ingest, commit, release, expiry, void. */
  readonly isSettlement: boolean;
  /** Reads from the ledger what the plan needs; called when the turn has come, before the plan. */
  load(): Promise<void> | null;
  /** Adds the request's entries to the batch; called again on a fresh batch when a commit was refused. */
  plan(batch: EntryBatch): void;
  /** Called when the batch is durable and the live counters have it. */
  finish(batch: EntryBatch, head: number): void;
  fail(error: unknown): void;
}

interface Turn {
  readonly weight: number;
  run(): Promise<void>;
}

export class WriteQueue {
  readonly #engine: () => Engine;
  readonly #waiting: (EntriesJob | Turn)[] = [];
  #weight = 0;
  #running: Promise<void> | null = null;
  #position = "";
  #head = 0;
  /** Audit entries told so far: each of them one change that the snapshot has. */
  revision: number;

  readonly #gather: () => Promise<void>;

  /** `engine` is asked for late, since the engine holds its queue. */
  constructor(
    engine: () => Engine,
    from: { readonly head: number; readonly revision: number; gather(): Promise<void> },
  ) {
    this.#engine = engine;
    this.#gather = from.gather;
    this.head = from.head;
    this.revision = from.revision;
  }

  /** Sequence of the newest durable entry whose effects every read shows. */
  get head(): number {
    return this.#head;
  }

  set head(head: number) {
    this.#head = head;
    this.#position = positionOf(head);
  }

  /** Opaque text that covers all that an answer given now shows. */
  get position(): string {
    return this.#position;
  }

  submit(job: EntriesJob): void {
    if (this.#weight + job.weight > (job.isSettlement ? WAITING_ENTRIES_MAX : WAITING_SPENDS_MAX)) {
      const detail = `${this.#weight} entries wait to be written already. Send the request again later.`;
      job.fail(new ProblemError("Overloaded", detail));
      return;
    }
    this.#enqueue(job);
  }

  /** Runs a catalog write alone; see writeCatalog. */
  catalog<Answer>(caller: Caller, plan: (now: number) => CatalogWrite<Answer>): Promise<Answer> {
    const turn = new CatalogTurn(this.#engine(), caller, plan);
    return new Promise((resolve, reject) => {
      const run = async (): Promise<void> => {
        const done = await turn.run();
        if (done.kind === "again") this.#prepareOutside(turn, { weight: 1, run }, reject);
        else resolve(done.answer);
      };
      const guarded = (): Promise<void> => run().catch((error: unknown) => reject(asProblem(error)));
      this.#enqueue({ weight: 1, run: guarded });
    });
  }

  /** Runs something that must not overlap with any write. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#enqueue({ weight: 1, run: () => work().then(resolve, (error: unknown) => reject(asProblem(error))) });
    });
  }

  /** Resolves when nothing waits or runs any more. */
  async drained(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  get waitingEntries(): number {
    return this.#weight;
  }

  /** R13: a backfill reads outside the write lock, then the turn is taken again. */
  #prepareOutside<Answer>(turn: CatalogTurn<Answer>, again: Turn, reject: (error: unknown) => void): void {
    const run = (): Promise<void> => again.run().catch((error: unknown) => reject(asProblem(error)));
    turn.prepare().then(
      () => this.#enqueue({ weight: 1, run }),
      (error: unknown) => reject(asProblem(error)),
    );
  }

  #enqueue(item: EntriesJob | Turn): void {
    this.#waiting.push(item);
    this.#weight += item.weight;
    if (this.#running !== null) return;
    this.#running = this.#run();
  }

  async #run(): Promise<void> {
    await this.#gather();
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if ("run" in next) {
        this.#take(1);
        await next.run();
      } else {
        await this.#runEntries(this.#takeEntries());
        // Whoever was just answered asks again at once: those requests share the next transaction.
        await this.#gather();
      }
    }
    this.#running = null;
  }

  #take(count: number): (EntriesJob | Turn)[] {
    const taken = this.#waiting.splice(0, count);
    for (const item of taken) this.#weight -= item.weight;
    return taken;
  }

  /** Waiting requests of one actor, up to a full transaction. */
  #takeEntries(): EntriesJob[] {
    const jobs: EntriesJob[] = [];
    let weight = 0;
    for (const item of this.#waiting) {
      if ("run" in item || item.caller.actor !== (jobs[0] ?? item).caller.actor) break;
      if (jobs.length > 0 && weight + item.weight > BATCH_ENTRIES_MAX) break;
      jobs.push(item);
      weight += item.weight;
    }
    this.#take(jobs.length);
    return jobs;
  }

  async #runEntries(jobs: readonly EntriesJob[]): Promise<void> {
    try {
      for (const job of jobs) {
        const loading = job.load();
        if (loading !== null) await loading;
      }
      await this.#commitEntries(jobs);
    } catch (error) {
      for (const job of jobs) job.fail(asProblem(error));
    }
  }

  async #commitEntries(jobs: readonly EntriesJob[]): Promise<void> {
    const engine = this.#engine();
    const knowledge = new BatchKnowledge();
    for (let plans = 0; plans < PLANS_MAX; plans += 1) {
      const batch = new EntryBatch(engine, knowledge);
      try {
        for (const job of jobs) job.plan(batch);
        const outcome = await this.#commit(engine, batch, jobs[0]?.caller.actor ?? "");
        if (outcome.kind === "committed") {
          this.revision += batch.settle(outcome.head, outcome.moved);
          this.head = outcome.head;
          for (const job of jobs) job.finish(batch, outcome.head);
          return;
        }
        learn(batch, outcome);
        batch.abandon();
      } catch (error) {
        batch.abandon();
        throw error;
      }
    }
    throw new ProblemError("Overloaded", "The write was refused too often. Send the request again.");
  }

  async #commit(engine: Engine, batch: EntryBatch, actor: string): Promise<CommitOutcome> {
    if (batch.isEmpty) return { kind: "committed", head: this.#head, moved: [] };
    const transaction: Transaction = batch.transaction(engine.clock.now(), actor);
    return engine.ledger.commit(transaction);
  }
}

function learn(batch: EntryBatch, outcome: Exclude<CommitOutcome, { kind: "committed" }>): void {
  if (outcome.kind === "claimed") {
    batch.learn(outcome.taken);
    return;
  }
  const counter = batch.counters.at(outcome.move);
  if (counter !== undefined) batch.knowledge.figures.set(counterText(counter), outcome.amounts);
}

function asProblem(error: unknown): unknown {
  if (!(error instanceof StoreFailure)) return error;
  return new ProblemError(error.code, error.message);
}

export const positionOf = (head: number): string => `p1.${head.toString(36)}`;

/** The head that a position names, or -1 when it is none of ours. */
export function headOf(position: string): number {
  const digits = /^p1\.([0-9a-z]{1,11})$/.exec(position)?.[1];
  return digits === undefined ? -1 : Number.parseInt(digits, 36);
}
