// Counter slots: gives every touched pair of assignment and entity a dense number, and takes numbers back when they are dropped.
import { int32Column } from "@purser/core";
import { CounterRecords } from "./counter-records.ts";

/** Stands for "no slot", so that a column's zeros mean "untouched". */
const NONE = 0;
const FIRST_HEAD_BITS = 6;
const INT_BITS = 32;
/** 2^32 over the golden ratio: the high bits of a product spread numbers given in sequence or in steps. */
const GOLDEN = 0x9e3779b1 | 0;
const ASSIGNMENT_FACTOR = 0x85ebca6b | 0;

/**
 * An own assignment stands at one entity, so its slot is found by its number alone. Only a default has more: its first
 * entity is found the same way, the others by a hash of both numbers. An untouched assignment thus costs one look.
 */
export class CounterSlots {
  readonly records = new CounterRecords();
  /** Slots ever given, the free ones included; they count from 1. */
  last = 0;
  size = 0;

  readonly #firstOf = int32Column();
  /** The next slot of the same assignment, or the next free one. */
  readonly #sibling = int32Column();
  /** The next slot under the same head. */
  readonly #chained = int32Column();
  #headBits = FIRST_HEAD_BITS;
  #heads = new Int32Array(1 << FIRST_HEAD_BITS);
  #hashed = 0;
  #free = NONE;

  /** The slot of the pair, 0 when it has none. */
  find(assignment: number, entity: number): number {
    const first = this.#firstOf.get(assignment);
    if (first === NONE || this.records.entity(first) === entity) return first;
    return this.#hashed === 0 ? NONE : this.#findHashed(assignment, entity);
  }

  /** The slot of a pair that has none yet. */
  add(assignment: number, entity: number): number {
    const slot = this.#take();
    this.records.setPair(slot, assignment, entity);
    this.size += 1;
    const first = this.#firstOf.get(assignment);
    if (first === NONE) {
      this.#firstOf.set(assignment, slot);
      this.#sibling.set(slot, NONE);
      return slot;
    }
    this.#sibling.set(slot, this.#sibling.get(first));
    this.#sibling.set(first, slot);
    this.#hash(slot);
    return slot;
  }

  drop(assignment: number): void {
    const first = this.#firstOf.get(assignment);
    this.#firstOf.set(assignment, NONE);
    for (let slot = first; slot !== NONE; ) {
      const next = this.#sibling.get(slot);
      if (slot !== first) this.#unhash(slot);
      this.#give(slot);
      slot = next;
    }
  }

  /** Whether a pair has the slot now. */
  isTaken(slot: number): boolean {
    return this.records.assignment(slot) !== 0;
  }

  #take(): number {
    if (this.#free === NONE) {
      this.last += 1;
      return this.last;
    }
    const slot = this.#free;
    this.#free = this.#sibling.get(slot);
    return slot;
  }

  #give(slot: number): void {
    this.records.setPair(slot, 0, 0);
    this.#sibling.set(slot, this.#free);
    this.#free = slot;
    this.size -= 1;
  }

  #findHashed(assignment: number, entity: number): number {
    let slot = this.#heads[this.#headOf(assignment, entity)] ?? NONE;
    while (slot !== NONE && !this.records.isOf(slot, assignment, entity)) slot = this.#chained.get(slot);
    return slot;
  }

  #headOf(assignment: number, entity: number): number {
    return Math.imul(Math.imul(assignment, ASSIGNMENT_FACTOR) ^ entity, GOLDEN) >>> (INT_BITS - this.#headBits);
  }

  #hash(slot: number): void {
    this.#hashed += 1;
    if (this.#hashed > this.#heads.length) this.#growHeads();
    else this.#chain(slot);
  }

  #chain(slot: number): void {
    const head = this.#headOf(this.records.assignment(slot), this.records.entity(slot));
    this.#chained.set(slot, this.#heads[head] ?? NONE);
    this.#heads[head] = slot;
  }

  #unhash(slot: number): void {
    this.#hashed -= 1;
    const head = this.#headOf(this.records.assignment(slot), this.records.entity(slot));
    const after = this.#chained.get(slot);
    if (this.#heads[head] === slot) {
      this.#heads[head] = after;
      return;
    }
    let before = this.#heads[head] ?? NONE;
    while (this.#chained.get(before) !== slot) before = this.#chained.get(before);
    this.#chained.set(before, after);
  }

  #growHeads(): void {
    this.#headBits += 1;
    this.#heads = new Int32Array(1 << this.#headBits);
    for (let slot = 1; slot <= this.last; slot += 1) {
      if (this.isTaken(slot) && this.#firstOf.get(this.records.assignment(slot)) !== slot) this.#chain(slot);
    }
  }
}
