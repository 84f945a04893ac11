// A record table: the few numbers of a row that are read together lie together, so that a cold row costs one memory access.

/** Rows grow by half, as columns do. */
const GROWTH = 1.5;
const FIRST_ROWS = 64;
/** Records are whole doubles; a double has the place of two integers. */
const DOUBLE_BYTES = 8;
const INTEGERS_TO_A_DOUBLE = 2;

export class RecordTable {
  integers: Int32Array;
  doubles: Float64Array;
  readonly #doublesToARow: number;

  /** `bytes` of a record, a multiple of eight. */
  constructor(bytes: number) {
    this.#doublesToARow = bytes / DOUBLE_BYTES;
    this.doubles = new Float64Array(FIRST_ROWS * this.#doublesToARow);
    this.integers = new Int32Array(this.doubles.buffer);
  }

  /** The 32-bit integer at that place of every record, counted in integers. */
  integer(place: number): IntegerField {
    return new IntegerField(this, this.#doublesToARow * INTEGERS_TO_A_DOUBLE, place);
  }

  /** A number below 2^24 and eight flags that share an integer's place. */
  flagged(place: number): FlaggedField {
    return new FlaggedField(this.integer(place));
  }

  /** The double at that place of every record, counted in doubles. */
  double(place: number): DoubleField {
    return new DoubleField(this, this.#doublesToARow, place);
  }

  reach(row: number): void {
    if ((row + 1) * this.#doublesToARow <= this.doubles.length) return;
    const rows = Math.max(row + 1, Math.ceil((this.doubles.length / this.#doublesToARow) * GROWTH));
    const integers = new Int32Array(rows * this.#doublesToARow * INTEGERS_TO_A_DOUBLE);
    // Copied as integers: two of them read as a double could be a NaN, whose bits need not survive.
    integers.set(this.integers);
    this.integers = integers;
    this.doubles = new Float64Array(integers.buffer);
  }
}

/** Two classes, not one with a type, so that each reads one kind of array only: engines compile that to a plain load. */
class IntegerField {
  readonly #table: RecordTable;
  readonly #stride: number;
  readonly #place: number;

  constructor(table: RecordTable, stride: number, place: number) {
    this.#table = table;
    this.#stride = stride;
    this.#place = place;
  }

  get(row: number): number {
    return this.#table.integers[row * this.#stride + this.#place] ?? 0;
  }

  set(row: number, value: number): void {
    this.#table.reach(row);
    this.#table.integers[row * this.#stride + this.#place] = value;
  }
}

const NUMBER_BITS = 24;
const NUMBER_MASK = 0xff_ffff;
const FLAGS_MASK = 0xff;

class FlaggedField {
  readonly #field: IntegerField;

  constructor(field: IntegerField) {
    this.#field = field;
  }

  get(row: number): number {
    return this.#field.get(row) & NUMBER_MASK;
  }

  set(row: number, value: number): void {
    this.#field.set(row, (this.#field.get(row) & ~NUMBER_MASK) | value);
  }

  flags(row: number): number {
    return (this.#field.get(row) >>> NUMBER_BITS) & FLAGS_MASK;
  }

  setFlags(row: number, flags: number): void {
    this.#field.set(row, (this.#field.get(row) & NUMBER_MASK) | (flags << NUMBER_BITS));
  }
}

class DoubleField {
  readonly #table: RecordTable;
  readonly #stride: number;
  readonly #place: number;

  constructor(table: RecordTable, stride: number, place: number) {
    this.#table = table;
    this.#stride = stride;
    this.#place = place;
  }

  get(row: number): number {
    return this.#table.doubles[row * this.#stride + this.#place] ?? 0;
  }

  set(row: number, value: number): void {
    this.#table.reach(row);
    this.#table.doubles[row * this.#stride + this.#place] = value;
  }
}
