// The write backlog: keys, counters and marks of recent commits in memory and in one row a commit, until they are folded.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { FIGURE_NUMBERS, type Numbers } from "../packed-transaction.ts";
import { type CachedCounter, CounterCache, type CounterRow } from "./counter-cache.ts";

/** A key as it will stand in its table. */
export interface BacklogKey {
  /** Customer and hash: no two keys share it. */
  readonly text: string;
  readonly customer: number;
  /** The bytes of the hash as latin1 text: compares as the bytes do. */
  readonly hash: string;
  readonly content: string;
  readonly first: number;
  readonly count: number;
}

/** What one transaction adds. */
export class BacklogPart {
  readonly keys = new Map<string, BacklogKey>();
  readonly counters: CachedCounter[] = [];
  /** Pairs: customer, recording time of its last entry. */
  recorded: Numbers = new Float64Array();
  /** Pairs: entity, sequence of its first entry. */
  entered: Numbers = new Float64Array();

  get isEmpty(): boolean {
    return this.keys.size + this.counters.length + this.recorded.length + this.entered.length === 0;
  }
}

/** Figures kept although their rows are current: some 30 MB of them. */
const CACHED_MAX = 200_000;
const KEY_NUMBERS = 3;
const PAIR = 2;

const WRITE = `insert into write_backlog (key_numbers, key_digests, counters, recorded, entered) values (?, ?, ?, ?, ?)`;
const READ = "select key_numbers, key_digests, counters, recorded, entered from write_backlog order by number";
const PUT_KEY = `insert into idempotency_key (customer, hash, content, first_sequence, entry_count)
  values (?, ?, ?, ?, ?)`;
export const PUT_COUNTER = `insert into counter (assignment, entity, period_start, used, held, uncarved, excess)
  values (?, ?, ?, ?, ?, 0, 0)
  on conflict (assignment, entity, period_start) do update set used = excluded.used, held = excluded.held`;
const PUT_RECORDED = `update customer set last_recorded_at = ?
  where number = ? and (last_recorded_at is null or last_recorded_at < ?)`;
const PUT_ENTERED = "update entity set first_entry = ? where number = ?";

export class WriteBacklog {
  readonly counters = new CounterCache();
  readonly #database: DatabaseSync;
  readonly #write: StatementSync;
  readonly #keys = new Map<string, BacklogKey>();
  #dirty: CachedCounter[] = [];
  readonly #recorded = new Map<number, number>();
  readonly #entered = new Map<number, number>();

  /** Takes in what an earlier process has left; tables are current again after `fold`. */
  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#write = database.prepare(WRITE);
    const left = database.prepare(READ);
    left.setReturnArrays(true);
    for (const row of left.iterate() as Iterable<unknown> as Iterable<Row>) this.take(this.#partOf(row));
  }

  /** Rows that a fold would write. */
  get size(): number {
    return this.#keys.size + this.#dirty.length + this.#recorded.size + this.#entered.size;
  }

  key(text: string): BacklogKey | undefined {
    return this.#keys.get(text);
  }

  /** Writes the part's row; the transaction is the caller's. */
  write(part: BacklogPart): void {
    const { counters } = part;
    const keys = [...part.keys.values()];
    const numbers = Float64Array.from(keys.flatMap(({ customer, first, count }) => [customer, first, count]));
    const digests = Buffer.from(keys.map(({ hash, content }) => hash + content).join(""), "latin1");
    const figures = new Float64Array(counters.length * FIGURE_NUMBERS);
    for (const [index, { assignment, entity, start, nextUsed, nextHeld }] of counters.entries()) {
      figures.set([assignment, entity, start, nextUsed, nextHeld], index * FIGURE_NUMBERS);
    }
    this.#write.run(bytesOf(numbers), digests, bytesOf(figures), bytesOf(part.recorded), bytesOf(part.entered));
  }

  /** Makes the part, now durable, what the tables will hold. */
  take(part: BacklogPart): void {
    for (const [text, key] of part.keys) this.#keys.set(text, key);
    for (const counter of part.counters) {
      counter.used = counter.nextUsed;
      counter.held = counter.nextHeld;
      counter.isStaged = false;
      if (!counter.isDirty) this.#dirty.push(counter);
      counter.isDirty = true;
    }
    const { recorded, entered } = part;
    for (let at = 0; at < recorded.length; at += PAIR) {
      const customer = recorded[at] ?? 0;
      this.#recorded.set(customer, Math.max(this.#recorded.get(customer) ?? 0, recorded[at + 1] ?? 0));
    }
    for (let at = 0; at < entered.length; at += PAIR) this.#entered.set(entered[at] ?? 0, entered[at + 1] ?? 0);
  }

  /** Forgets what a transaction that came to nothing would have made. */
  forget(part: BacklogPart): void {
    for (const counter of part.counters) {
      counter.nextUsed = counter.used;
      counter.nextHeld = counter.held;
      counter.isStaged = false;
    }
  }

  /** One transaction that brings all tables up to date, in the order of their keys. */
  fold(): void {
    if (this.size === 0) return;
    this.#database.exec("begin immediate");
    try {
      this.#putAll();
      this.#database.exec("delete from write_backlog");
      this.#database.exec("commit");
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("rollback");
      throw error;
    }
    for (const counter of this.#dirty) counter.isDirty = false;
    this.#dirty = [];
    this.#keys.clear();
    this.#recorded.clear();
    this.#entered.clear();
    if (this.counters.size > CACHED_MAX) this.counters.clear();
  }

  #putAll(): void {
    const putKey = this.#database.prepare(PUT_KEY);
    for (const { customer, hash, content, first, count } of [...this.#keys.values()].sort(byKey)) {
      putKey.run(customer, Buffer.from(hash, "latin1"), Buffer.from(content, "latin1"), first, count);
    }
    const putCounter = this.#database.prepare(PUT_COUNTER);
    for (const { assignment, entity, start, used, held } of this.#dirty.toSorted(byCounter)) {
      putCounter.run(assignment, entity, start, used, held);
    }
    const putRecorded = this.#database.prepare(PUT_RECORDED);
    for (const [customer, at] of this.#recorded) putRecorded.run(at, customer, at);
    const putEntered = this.#database.prepare(PUT_ENTERED);
    for (const [entity, sequence] of [...this.#entered].sort(([a], [b]) => a - b)) putEntered.run(sequence, entity);
  }

  #partOf([keyNumbers, keyDigests, counters, recorded, entered]: Row): BacklogPart {
    const part = new BacklogPart();
    const numbers = numbersOf(keyNumbers);
    const digests = Buffer.from(keyDigests).toString("latin1");
    const size = digests.length / (numbers.length / KEY_NUMBERS) / 2;
    for (let at = 0, text = 0; at < numbers.length; at += KEY_NUMBERS, text += 2 * size) {
      const [hash, content] = [digests.slice(text, text + size), digests.slice(text + size, text + 2 * size)];
      const [customer = 0, first = 0, count = 0] = numbers.subarray(at, at + KEY_NUMBERS);
      const name = keyText(customer, hash);
      part.keys.set(name, { text: name, customer, hash, content, first, count });
    }
    const figures = numbersOf(counters);
    for (let at = 0; at < figures.length; at += FIGURE_NUMBERS) {
      const [assignment = 0, entity = 0, start = 0, used = 0, held = 0] = figures.subarray(at, at + FIGURE_NUMBERS);
      const counter =
        this.counters.find(assignment, entity, start) ?? this.counters.add({ assignment, entity, start, used, held });
      counter.nextUsed = used;
      counter.nextHeld = held;
      part.counters.push(counter);
    }
    part.recorded = numbersOf(recorded);
    part.entered = numbersOf(entered);
    return part;
  }
}

/** `hash` as latin1 text. */
export const keyText = (customer: number, hash: string): string => `${customer} ${hash}`;

type Row = readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];

/** Written and read by one machine: in its own order of bytes. */
const bytesOf = (numbers: Numbers): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
const numbersOf = (bytes: Uint8Array): Numbers => new Float64Array(Uint8Array.from(bytes).buffer);

function byKey(a: BacklogKey, b: BacklogKey): number {
  if (a.customer !== b.customer) return a.customer - b.customer;
  return a.hash < b.hash ? -1 : 1;
}

const byCounter = (a: CounterRow, b: CounterRow): number =>
  a.assignment - b.assignment || a.entity - b.entity || a.start - b.start;
