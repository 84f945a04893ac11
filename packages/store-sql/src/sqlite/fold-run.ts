// A fold run: brings a stretch of the backlog into the tables, in the order of their keys, a slice with each commit.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { NO_AMOUNTS } from "@purser/core";
import type { BacklogKey } from "./backlog-part.ts";
import type { CachedCounter, CounterRow } from "./counter-cache.ts";

/** What parts have gathered until it is folded. */
export class Stretch {
  readonly keys = new Map<string, BacklogKey>();
  readonly counters: CachedCounter[] = [];
  readonly recorded = new Map<number, number>();
  readonly entered = new Map<number, number>();
  /** Number of the newest row in it; rows up to here go when all of it is folded. */
  lastRow = 0;

  get size(): number {
    return this.keys.size + this.counters.length + this.recorded.size + this.entered.size;
  }
}

const PUT_KEY = `insert into idempotency_key (customer, hash, content, first_sequence, entry_count)
  values (?, ?, ?, ?, ?) on conflict (customer, hash) do nothing`;
const PUT_COUNTER = `insert into counter (assignment, entity, period_start, used, held, uncarved, excess)
  values (?, ?, ?, ?, ?, ?, ?) on conflict (assignment, entity, period_start) do update set
    used = excluded.used, held = excluded.held, uncarved = excluded.uncarved, excess = excluded.excess`;
const PUT_RECORDED = `update customer set last_recorded_at = ?
  where number = ? and (last_recorded_at is null or last_recorded_at < ?)`;
const PUT_ENTERED = "update entity set first_entry = ? where number = ?";
const DELETE_ROW = "delete from write_backlog where number = (select min(number) from write_backlog)";
/** A row of the backlog has several pages. */
const DELETED_WEIGHT = 20;

type Write = () => void;

/** The statements of all runs on one connection. */
export class FoldStatements {
  readonly key: StatementSync;
  readonly counter: StatementSync;
  readonly recorded: StatementSync;
  readonly entered: StatementSync;
  readonly deleteRow: StatementSync;
  readonly firstRow: StatementSync;

  constructor(database: DatabaseSync) {
    this.key = database.prepare(PUT_KEY);
    this.counter = database.prepare(PUT_COUNTER);
    this.recorded = database.prepare(PUT_RECORDED);
    this.entered = database.prepare(PUT_ENTERED);
    this.deleteRow = database.prepare(DELETE_ROW);
    this.firstRow = database.prepare("select min(number) as number from write_backlog");
  }
}

export class FoldRun {
  /** By keyText; found here until the whole run is in its tables. */
  readonly keys: ReadonlyMap<string, BacklogKey>;
  readonly counters: readonly CachedCounter[];
  readonly #statements: FoldStatements;
  readonly #lastRow: number;
  readonly #sorted: readonly BacklogKey[];
  readonly #recorded: readonly (readonly [number, number])[];
  readonly #entered: readonly (readonly [number, number])[];
  /** Rows that are written for good, and with the transaction under way. */
  #written = 0;
  #next = 0;
  #isDone = false;
  #willBeDone = false;

  constructor(statements: FoldStatements, stretch: Stretch) {
    this.#statements = statements;
    this.keys = stretch.keys;
    this.#lastRow = stretch.lastRow;
    this.#sorted = [...stretch.keys.values()].sort(byKey);
    this.counters = stretch.counters.sort(byCounter);
    this.#recorded = [...stretch.recorded];
    this.#entered = [...stretch.entered].sort(([a], [b]) => a - b);
    // From now on a move notes the counter for the next stretch.
    for (const counter of stretch.counters) counter.isNoted = false;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** Whether the transaction under way finishes it. */
  get willBeDone(): boolean {
    return this.#willBeDone;
  }

  /** Writes so many rows more within the caller's transaction; returns how many of them are left to write. */
  slice(rows: number): number {
    let left = rows;
    for (let write = this.#writeAt(this.#next); left > 0 && write !== null; write = this.#writeAt(this.#next)) {
      write();
      this.#next += 1;
      left -= 1;
    }
    if (left > 0) left = this.#deleteRows(left);
    return left;
  }

  /** The transaction is durable, or came to nothing. */
  settle(isCommitted: boolean): void {
    if (isCommitted) {
      this.#written = this.#next;
      this.#isDone = this.#willBeDone;
    }
    this.#next = this.#written;
    this.#willBeDone = this.#isDone;
  }

  #writeAt(place: number): Write | null {
    const statements = this.#statements;
    let at = place;
    const key = this.#sorted[at];
    if (key !== undefined) {
      const bytes = (text: string): Buffer => Buffer.from(text, "latin1");
      return () => statements.key.run(key.customer, bytes(key.hash), bytes(key.content), key.first, key.count);
    }
    at -= this.#sorted.length;
    const counter = this.counters[at];
    if (counter !== undefined) return () => this.#putCounter(counter);
    at -= this.counters.length;
    const entered = this.#entered[at];
    if (entered !== undefined) return () => statements.entered.run(entered[1], entered[0]);
    at -= this.#entered.length;
    const recorded = this.#recorded[at];
    if (recorded === undefined) return null;
    return () => statements.recorded.run(recorded[1], recorded[0], recorded[1]);
  }

  /** Its figures of now: they are durable, whatever part they come from. */
  #putCounter({ assignment, entity, start, used, held, carved, isGone }: CachedCounter): void {
    if (isGone) return;
    const { uncarved, excess } = carved ?? NO_AMOUNTS;
    this.#statements.counter.run(assignment, entity, start, used, held, uncarved, excess);
  }

  /** Oldest first, so that what a crash leaves of them ends with the newest figures. */
  #deleteRows(weight: number): number {
    let left = weight;
    for (; left > 0; left -= DELETED_WEIGHT) {
      const first = Number(this.#statements.firstRow.get()?.number ?? Number.POSITIVE_INFINITY);
      if (first > this.#lastRow) {
        this.#willBeDone = true;
        return left;
      }
      this.#statements.deleteRow.run();
    }
    return 0;
  }
}

function byKey(a: BacklogKey, b: BacklogKey): number {
  if (a.customer !== b.customer) return a.customer - b.customer;
  return a.hash < b.hash ? -1 : 1;
}

const byCounter = (a: CounterRow, b: CounterRow): number =>
  a.assignment - b.assignment || a.entity - b.entity || a.start - b.start;
