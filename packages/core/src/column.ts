// A growable typed column: dense numbers addressed by row number, kept outside the garbage collector's reach.

type NumberArray = Int32Array | Float64Array;

/** Rows grow by half: at a million rows the unused tail costs at most a third of the column. */
const GROWTH = 1.5;
const FIRST_CAPACITY = 64;

/** One column; `values` is replaced when it grows, so read it afresh in every operation. */
export class Column<T extends NumberArray> {
  values: T;
  readonly #make: (length: number) => T;

  constructor(make: (length: number) => T) {
    this.#make = make;
    this.values = make(FIRST_CAPACITY);
  }

  set(row: number, value: number): void {
    if (row >= this.values.length) this.#grow(row + 1);
    this.values[row] = value;
  }

  get(row: number): number {
    return this.values[row] ?? 0;
  }

  #grow(rows: number): void {
    const grown = this.#make(Math.max(rows, Math.ceil(this.values.length * GROWTH)));
    grown.set(this.values as never);
    this.values = grown;
  }
}

export const int32Column = (): Column<Int32Array> => new Column((length) => new Int32Array(length));
export const float64Column = (): Column<Float64Array> => new Column((length) => new Float64Array(length));
