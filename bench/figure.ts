// A figure of page 4: its name, what was measured, its target, and whether it holds.
export interface Figure {
  readonly id: string;
  readonly name: string;
  /** NaN: not measured, the note says why. */
  readonly value: number;
  readonly unit: string;
  /** What holds: at most, at least; null = printed, not judged. */
  readonly target: { readonly most: number } | { readonly least: number } | null;
  /** Sizes that short mode shrank, milliseconds beside ratios, shares of core and fsync. */
  readonly note: string;
}

export function holds({ value, target }: Figure): boolean | null {
  if (target === null || Number.isNaN(value)) return null;
  return "most" in target ? value <= target.most : value >= target.least;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
};

/** The value below which the share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export type Measurement = () => Promise<number> | number;

export interface Alternated {
  readonly measured: number;
  readonly baseline: number;
  /** Rounds repeated because their baseline was more than 30 % off. */
  readonly repeated: number;
}

/** Rounds are repeated this often in all; a machine that is never quiet must not hold up the run. */
const REPEATS_MAX = 3;
const BASELINE_DRIFT_MAX = 0.3;

/** Rounds of A-B-B-A after one of each to warm up; a round whose baseline is off the median of the others is repeated. */
export async function alternate(measured: Measurement, baseline: Measurement, rounds = 5): Promise<Alternated> {
  await measured();
  await baseline();
  const values: number[] = [];
  const bases: number[] = [];
  let repeated = 0;
  while (values.length < rounds) {
    const [value, base] = await oneRound(measured, baseline);
    const isOff = bases.length > 0 && Math.abs(base / median(bases) - 1) > BASELINE_DRIFT_MAX;
    if (isOff && repeated < REPEATS_MAX) {
      repeated += 1;
      continue;
    }
    values.push(value);
    bases.push(base);
  }
  return { measured: median(values), baseline: median(bases), repeated };
}

async function oneRound(measured: Measurement, baseline: Measurement): Promise<[number, number]> {
  const first = await measured();
  const base = ((await baseline()) + (await baseline())) / 2;
  return [(first + (await measured())) / 2, base];
}

export const repeats = ({ repeated }: Alternated): string =>
  repeated === 0 ? "" : `${repeated} disturbed rounds repeated`;

/** One line per figure: name, value, target, holds or not. */
export function formatFigure(figure: Figure): string {
  const verdict = holds(figure);
  const target = formatTarget(figure);
  const word = Number.isNaN(figure.value) ? "-" : verdict === null ? "printed" : verdict ? "holds" : "MISSES";
  return [
    figure.id.padEnd(5),
    figure.name.padEnd(62),
    formatValue(figure).padStart(16),
    target.padStart(8),
    word.padEnd(7),
    figure.note,
  ].join("  ");
}

const formatTarget = ({ target }: Figure): string =>
  target === null ? "" : "most" in target ? `≤ ${target.most}` : `≥ ${target.least}`;

function formatValue({ value, unit }: Figure): string {
  if (Number.isNaN(value)) return "not measured";
  const digits = Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
  return `${digits} ${unit}`.trim();
}
