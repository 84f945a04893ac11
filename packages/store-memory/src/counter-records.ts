// Counter records: the figures of each slot side by side, 32 bytes, so that a read meets one cache line instead of five.

/** Numbers to a record: start of the period, used, held, and the pair of assignment and entity in the place of a fourth. */
const NUMBERS = 4;
const NUMBER_BYTES = 8;
/** The same record in 32-bit steps; the pair stands at its end. */
const STEPS = 8;
const USED = 1;
const HELD = 2;
const ASSIGNMENT = 6;
const ENTITY = 7;

const FIRST_CAPACITY = 64;
/** As columns grow: at a million records the unused tail costs at most a third. */
const GROWTH = 1.5;

/** What a record says of its counter. */
export interface Figures {
  readonly periodStart: number;
  readonly used: number;
  readonly held: number;
}

export class CounterRecords {
  #numbers = new Float64Array(FIRST_CAPACITY * NUMBERS);
  #steps = new Int32Array(this.#numbers.buffer);

  /** Whether the slot's record is that of the pair; slots count from 1, so slot 0 is nobody's. */
  isOf(slot: number, assignment: number, entity: number): boolean {
    const at = slot * STEPS;
    return this.#steps[at + ENTITY] === entity && this.#steps[at + ASSIGNMENT] === assignment;
  }

  assignment(slot: number): number {
    return this.#steps[slot * STEPS + ASSIGNMENT] ?? 0;
  }

  entity(slot: number): number {
    return this.#steps[slot * STEPS + ENTITY] ?? 0;
  }

  periodStart(slot: number): number {
    return this.#numbers[slot * NUMBERS] ?? 0;
  }

  used(slot: number): number {
    return this.#numbers[slot * NUMBERS + USED] ?? 0;
  }

  held(slot: number): number {
    return this.#numbers[slot * NUMBERS + HELD] ?? 0;
  }

  /** Names the pair whose record the slot is from now on; assignment 0: nobody's. */
  setPair(slot: number, assignment: number, entity: number): void {
    if ((slot + 1) * NUMBERS > this.#numbers.length) this.#grow(slot + 1);
    this.#steps[slot * STEPS + ASSIGNMENT] = assignment;
    this.#steps[slot * STEPS + ENTITY] = entity;
  }

  setFigures(slot: number, figures: Figures): void {
    const at = slot * NUMBERS;
    this.#numbers[at] = figures.periodStart;
    this.#numbers[at + USED] = figures.used;
    this.#numbers[at + HELD] = figures.held;
  }

  #grow(records: number): void {
    const standing = this.#numbers.byteLength / (NUMBERS * NUMBER_BYTES);
    const steps = new Int32Array(Math.max(records, Math.ceil(standing * GROWTH)) * STEPS);
    // Copied as whole numbers: a pair read as a double could be a NaN, whose bits need not survive.
    steps.set(this.#steps);
    this.#steps = steps;
    this.#numbers = new Float64Array(steps.buffer);
  }
}
