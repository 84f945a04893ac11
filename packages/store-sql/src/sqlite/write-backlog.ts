// The write backlog: keys, counters and marks of recent commits, in memory and in one row a commit, until their tables have them.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { assert } from "@purser/core";
import type { Numbers } from "../packed-transaction.ts";
import {
  type BacklogKey,
  BacklogPart,
  type BacklogRow,
  CARVED_NUMBERS,
  COUNTER_NUMBERS,
  keysOf,
  keyText,
  numbersOf,
  rowOf,
} from "./backlog-part.ts";
import { type CachedCounter, CounterCache, carvedAmounts, everyCounter } from "./counter-cache.ts";
import { FoldRun, FoldStatements, Stretch } from "./fold-run.ts";

/**
 * Rows of a stretch. Sorted, so many meet each page of a large table several times: measured on a million entities, 47 µs
 * an event at 10,000 rows, 10 at 160,000. A process that was killed leaves at most one and a half, a second of the next start.
 */
export const STRETCH_MAX = 100_000;
/** A commit folds twice as many rows as it adds, and one more, so that a run ends before the next stretch is full. */
const FOLDED_TO_ADDED = 2;
/** Figures kept although their rows are current: some 30 MB of them. */
const CACHED_MAX = 200_000;

const COLUMNS = "key_numbers, key_digests, counters, dropped, recorded, entered, carved";
/** Node 22 hands an empty array on as null. */
const BYTES = "coalesce(?, x'')";
const WRITE = `insert into write_backlog (${COLUMNS}) values (${Array(6).fill(BYTES).join(", ")}, ?)`;
const READ = `select ${COLUMNS}, number from write_backlog order by number`;

export class WriteBacklog {
  readonly counters = new CounterCache();
  readonly #database: DatabaseSync;
  readonly #write: StatementSync;
  readonly #statements: FoldStatements;
  readonly #stretchMax: number;
  #stretch = new Stretch();
  /** Oldest first; the first one is under way. */
  #runs: FoldRun[] = [];

  /** Takes in what an earlier process has left; the tables have it after `fold`. */
  constructor(database: DatabaseSync, stretchMax: number) {
    this.#database = database;
    this.#stretchMax = stretchMax;
    this.#write = database.prepare(WRITE);
    this.#statements = new FoldStatements(database);
    const left = database.prepare(READ);
    left.setReturnArrays(true);
    for (const row of left.iterate() as Iterable<unknown> as Iterable<readonly [...BacklogRow, number]>) {
      const [keyNumbers, keyDigests, counters, dropped, recorded, entered, carved, number] = row;
      const part = this.#partOf([keyNumbers, keyDigests, counters, dropped, recorded, entered, carved]);
      this.#take(part, number);
    }
  }

  key(text: string): BacklogKey | undefined {
    const newest = this.#stretch.keys.get(text);
    if (newest !== undefined) return newest;
    for (const run of this.#runs) {
      const key = run.keys.get(text);
      if (key !== undefined) return key;
    }
    return undefined;
  }

  /** Drops the assignment's counters: no fold writes them any more, unless the part comes to nothing. */
  drop(part: BacklogPart, assignment: number): void {
    if (part.dropped.has(assignment)) return;
    const dropped = this.counters.remove(assignment);
    part.dropped.set(assignment, dropped);
    for (const counter of everyCounter(dropped)) counter.isGone = true;
  }

  /** Writes the part's row and a slice of older parts to their tables; the transaction is the caller's. */
  write(part: BacklogPart): number {
    const { size } = part;
    const { lastInsertRowid } = size === 0 ? { lastInsertRowid: 0 } : this.#write.run(...rowOf(part));
    let left = size === 0 ? 0 : FOLDED_TO_ADDED * size + 1;
    for (const run of this.#runs) if (left > 0) left = run.slice(left);
    return Number(lastInsertRowid);
  }

  /** The transaction of the part is durable: `row` is what `write` has answered. */
  take(part: BacklogPart, row: number): void {
    this.#settleRuns(true);
    if (part.size > 0) this.#take(part, row);
    if (this.#stretch.size >= this.#stretchMax) this.#beginRun();
  }

  /** The transaction of the part came to nothing. */
  forget(part: BacklogPart): void {
    this.#settleRuns(false);
    for (const counter of part.counters) {
      counter.nextUsed = counter.used;
      counter.nextHeld = counter.held;
      counter.nextCarved = counter.carved;
      counter.isStaged = false;
      if (counter.stretches === 0) this.counters.evict(counter);
    }
    for (const [assignment, counters] of part.dropped) {
      this.counters.restore(assignment, counters);
      for (const counter of everyCounter(counters)) counter.isGone = false;
    }
  }

  /** One transaction that brings all tables up to date and leaves no row here. */
  fold(): void {
    if (this.#stretch.lastRow > 0) this.#beginRun();
    if (this.#runs.length === 0) return;
    this.#database.exec("begin immediate");
    try {
      for (const run of this.#runs) while (!run.willBeDone) run.slice(Number.MAX_SAFE_INTEGER);
      this.#database.exec("commit");
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("rollback");
      this.#settleRuns(false);
      throw error;
    }
    this.#settleRuns(true);
  }

  #beginRun(): void {
    this.#runs.push(new FoldRun(this.#statements, this.#stretch));
    this.#stretch = new Stretch();
  }

  #settleRuns(isCommitted: boolean): void {
    if (this.#runs.length === 0) return;
    for (const run of this.#runs) {
      run.settle(isCommitted);
      if (run.isDone) this.#release(run);
    }
    this.#runs = this.#runs.filter(({ isDone }) => !isDone);
  }

  /** Figures that no other stretch has noted are in their rows; so many of them are kept. */
  #release(run: FoldRun): void {
    for (const counter of run.counters) {
      counter.stretches -= 1;
      if (counter.stretches > 0 || counter.isGone || this.counters.size <= CACHED_MAX) continue;
      this.counters.evict(counter);
    }
  }

  #take(part: BacklogPart, row: number): void {
    const stretch = this.#stretch;
    stretch.lastRow = row;
    for (const [text, key] of part.keys) stretch.keys.set(text, key);
    for (const counter of part.counters) this.#note(counter);
    const { recorded, entered } = part;
    for (let at = 0; at < recorded.length; at += 2) {
      const customer = recorded[at] ?? 0;
      stretch.recorded.set(customer, Math.max(stretch.recorded.get(customer) ?? 0, recorded[at + 1] ?? 0));
    }
    for (let at = 0; at < entered.length; at += 2) stretch.entered.set(entered[at] ?? 0, entered[at + 1] ?? 0);
  }

  #note(counter: CachedCounter): void {
    counter.used = counter.nextUsed;
    counter.held = counter.nextHeld;
    counter.carved = counter.nextCarved;
    counter.isStaged = false;
    if (counter.isNoted) return;
    counter.isNoted = true;
    counter.stretches += 1;
    this.#stretch.counters.push(counter);
  }

  #partOf(row: BacklogRow): BacklogPart {
    const part = new BacklogPart();
    for (const key of keysOf(row)) part.keys.set(keyText(key.customer, key.hash), key);
    const [, , counters, dropped, recorded, entered, carved] = row;
    for (const assignment of numbersOf(dropped)) this.drop(part, assignment);
    this.#addCounters(part, numbersOf(counters), numbersOf(carved));
    part.recorded = numbersOf(recorded);
    part.entered = numbersOf(entered);
    return part;
  }

  #addCounters(part: BacklogPart, figures: Numbers, carved: Numbers): void {
    for (let at = 0; at < figures.length; at += COUNTER_NUMBERS) {
      const [assignment = 0, entity = 0, start = 0, used = 0, held = 0] = figures.subarray(at, at + COUNTER_NUMBERS);
      const known = this.counters.find(assignment, entity, start);
      const counter = known ?? this.counters.add({ assignment, entity, start, used, held, carved: null });
      counter.nextUsed = used;
      counter.nextHeld = held;
      counter.nextCarved = null;
      part.counters.push(counter);
    }
    for (let at = 0; at < carved.length; at += CARVED_NUMBERS) {
      const [assignment = 0, entity = 0, start = 0, uncarved = 0, excess = 0] = carved.subarray(
        at,
        at + CARVED_NUMBERS,
      );
      const counter = this.counters.find(assignment, entity, start);
      assert(counter !== null, "what a row carves is of a counter in it");
      counter.nextCarved = carvedAmounts(uncarved, excess);
    }
  }
}
