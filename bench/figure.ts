// A figure of page 4: its name, what was measured, its target, and whether it holds.
export interface Figure {
  readonly id: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What holds: at most, at least; null = printed, not judged. */
  readonly target: { readonly most: number } | { readonly least: number } | null;
  /** Sizes that short mode shrank, milliseconds beside ratios, shares of core and fsync. */
  readonly note: string;
}

export function holds({ value, target }: Figure): boolean | null {
  if (target === null) return null;
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
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Five rounds of A-B-B-A; a round whose baseline is more than 30 % off the median of the others is repeated once. */
export async function alternate(
  measured: () => Promise<number> | number,
  baseline: () => Promise<number> | number,
  rounds = 5,
): Promise<{ measured: number; baseline: number }> {
  const values: number[] = [];
  const bases: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    let [value, base] = await oneRound(measured, baseline);
    if (bases.length > 0 && Math.abs(base / median(bases) - 1) > 0.3) [value, base] = await oneRound(measured, baseline);
    values.push(value);
    bases.push(base);
  }
  return { measured: median(values), baseline: median(bases) };
}

async function oneRound(
  measured: () => Promise<number> | number,
  baseline: () => Promise<number> | number,
): Promise<[number, number]> {
  const first = await measured();
  const base = ((await baseline()) + (await baseline())) / 2;
  return [(first + (await measured())) / 2, base];
}

/** One line per figure: name, value, target, holds or not. */
export function formatFigure(figure: Figure): string {
  const verdict = holds(figure);
  const target = figure.target === null ? "" : "most" in figure.target ? `≤ ${figure.target.most}` : `≥ ${figure.target.least}`;
  const word = verdict === null ? "·" : verdict ? "holds" : "MISSES";
  const value = `${figure.value.toPrecision(3)} ${figure.unit}`.trim();
  return [figure.id.padEnd(5), figure.name.padEnd(62), value.padStart(12), target.padStart(8), word.padEnd(7), figure.note].join("  ");
}
