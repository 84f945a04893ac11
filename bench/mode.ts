// The mode of a run: full or short, and where its data sets lie; sizes that short mode shrinks are named by what uses them.
export interface Mode {
  readonly isShort: boolean;
  /** Directory of data sets and copies, gone after the run. */
  readonly work: string;
  /** CSV of real LLM calls for F16; null = not measured. */
  readonly trace: string | null;
}

/** A size in full and in short mode. */
export type Sizes = readonly [full: number, short: number];

/** Rounds of A-B-B-A. */
export const roundsOf = (mode: Mode): number => (mode.isShort ? 3 : 5);

/** The size of this mode. */
export const sized = (mode: Mode, [full, short]: Sizes): number => (mode.isShort ? short : full);

/** Says the size where short mode has shrunk it. */
export const shrunk = (mode: Mode, what: string, [full, short]: Sizes): string =>
  mode.isShort ? `${what} ${count(short)} instead of ${count(full)}` : "";

export const count = (number: number): string => number.toLocaleString("en-US", { maximumFractionDigits: 0 });

export const sentence = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join("; ");
