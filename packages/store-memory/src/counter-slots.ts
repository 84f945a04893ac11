// Counter slots: where the figures of every touched pair of assignment and entity lie, and how they are found.
import { int32Column } from "@purser/core";
import { CounterRecords, type Figures } from "./counter-records.ts";

/** No slot. */
const NONE = 0;
const FIRST_HEAD_BITS = 6;
const INT_BITS = 32;
/** 2^32 over the golden ratio: the high bits of a product spread numbers given in sequence or in steps. */
const GOLDEN = 0x9e3779b1 | 0;
const ASSIGNMENT_FACTOR = 0x85ebca6b | 0;

/**
 * An own assignment stands at one entity, so its record lies at its number: one look, also where nobody touched it. Only
 * a default has more entities: its first lies the same way, the others in records of their own, found by a hash of both
 * numbers; their slots are negative.
 */
export class CounterSlots {
  size = 0;

  readonly #first = new CounterRecords();
  /** Assignments with a record at their number, up to the highest. */
  #lastFirst = 0;
  readonly #more = new CounterRecords();
  /** Records ever given in `#more`, the free ones included. */
  #lastMore = 0;
  /** Assignment → its newest record in `#more`; defaults only, so there are few. */
  readonly #newest = new Map<number, number>();
  /** The next older record of the same assignment, or the next free one. */
  readonly #older = int32Column();
  /** The next record under the same head. */
  readonly #chained = int32Column();
  #headBits = FIRST_HEAD_BITS;
  #heads = new Int32Array(1 << FIRST_HEAD_BITS);
  #hashed = 0;
  #free = NONE;

  /** The slot of the pair, 0 when it has none. */
  find(assignment: number, entity: number): number {
    if (this.#first.entity(assignment) === entity) return assignment;
    return this.#hashed === 0 ? NONE : -this.#findHashed(assignment, entity);
  }

  /** The slot of a pair that has none yet. */
  add(assignment: number, entity: number): number {
    this.size += 1;
    if (this.#first.entity(assignment) === 0) {
      this.#first.setPair(assignment, assignment, entity);
      this.#lastFirst = Math.max(this.#lastFirst, assignment);
      return assignment;
    }
    const record = this.#take();
    this.#more.setPair(record, assignment, entity);
    this.#older.set(record, this.#newest.get(assignment) ?? NONE);
    this.#newest.set(assignment, record);
    this.#hash(record);
    return -record;
  }

  drop(assignment: number): void {
    if (this.#first.entity(assignment) !== 0) this.size -= 1;
    this.#first.setPair(assignment, 0, 0);
    for (let record = this.#newest.get(assignment) ?? NONE; record !== NONE; ) {
      const older = this.#older.get(record);
      this.#unhash(record);
      this.#give(record);
      record = older;
    }
    this.#newest.delete(assignment);
  }

  periodStart(slot: number): number {
    return slot > 0 ? this.#first.periodStart(slot) : this.#more.periodStart(-slot);
  }

  used(slot: number): number {
    return slot > 0 ? this.#first.used(slot) : this.#more.used(-slot);
  }

  held(slot: number): number {
    return slot > 0 ? this.#first.held(slot) : this.#more.held(-slot);
  }

  setFigures(slot: number, figures: Figures): void {
    if (slot > 0) this.#first.setFigures(slot, figures);
    else this.#more.setFigures(-slot, figures);
  }

  *pairs(): Iterable<{ readonly slot: number; readonly assignment: number; readonly entity: number }> {
    for (let at = 1; at <= this.#lastFirst; at += 1) {
      const entity = this.#first.entity(at);
      if (entity !== 0) yield { slot: at, assignment: at, entity };
    }
    for (let at = 1; at <= this.#lastMore; at += 1) {
      const assignment = this.#more.assignment(at);
      if (assignment !== 0) yield { slot: -at, assignment, entity: this.#more.entity(at) };
    }
  }

  #take(): number {
    if (this.#free === NONE) {
      this.#lastMore += 1;
      return this.#lastMore;
    }
    const record = this.#free;
    this.#free = this.#older.get(record);
    return record;
  }

  #give(record: number): void {
    this.#more.setPair(record, 0, 0);
    this.#older.set(record, this.#free);
    this.#free = record;
    this.size -= 1;
  }

  #findHashed(assignment: number, entity: number): number {
    let record = this.#heads[this.#headOf(assignment, entity)] ?? NONE;
    while (record !== NONE && !this.#more.isOf(record, assignment, entity)) record = this.#chained.get(record);
    return record;
  }

  #headOf(assignment: number, entity: number): number {
    return Math.imul(Math.imul(assignment, ASSIGNMENT_FACTOR) ^ entity, GOLDEN) >>> (INT_BITS - this.#headBits);
  }

  #hash(record: number): void {
    this.#hashed += 1;
    if (this.#hashed > this.#heads.length) this.#growHeads();
    else this.#chain(record);
  }

  #chain(record: number): void {
    const head = this.#headOf(this.#more.assignment(record), this.#more.entity(record));
    this.#chained.set(record, this.#heads[head] ?? NONE);
    this.#heads[head] = record;
  }

  #unhash(record: number): void {
    this.#hashed -= 1;
    const head = this.#headOf(this.#more.assignment(record), this.#more.entity(record));
    const after = this.#chained.get(record);
    if (this.#heads[head] === record) {
      this.#heads[head] = after;
      return;
    }
    let before = this.#heads[head] ?? NONE;
    while (this.#chained.get(before) !== record) before = this.#chained.get(before);
    this.#chained.set(before, after);
  }

  #growHeads(): void {
    this.#headBits += 1;
    this.#heads = new Int32Array(1 << this.#headBits);
    for (let record = 1; record <= this.#lastMore; record += 1) {
      if (this.#more.assignment(record) !== 0) this.#chain(record);
    }
  }
}
