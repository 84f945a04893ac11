// Many seeds: runs them one after the other, adds up their sad paths, and says which seeds broke a promise.
import { addSadPaths, noSadPaths, type SadCounts } from "./sad-paths.ts";
import { simulate } from "./simulation.ts";

export interface SeedRange {
  readonly first: number;
  readonly count: number;
}

export interface SeedsResult {
  readonly broken: readonly { readonly seed: number; readonly violation: string }[];
  readonly sad: SadCounts;
  readonly steps: number;
}

/** More broken seeds tell nothing new. */
const BROKEN_MAX = 10;

export async function simulateSeeds({ first, count }: SeedRange): Promise<SeedsResult> {
  const sad = noSadPaths();
  const broken: { seed: number; violation: string }[] = [];
  let steps = 0;
  for (let seed = first; seed < first + count && broken.length < BROKEN_MAX; seed += 1) {
    const result = await simulate(seed);
    addSadPaths(sad, result.sad);
    steps += result.steps;
    if (result.violation !== null) broken.push({ seed, violation: result.violation });
  }
  return { broken, sad, steps };
}

/** The seeds to begin with: PURSER_SEED, so that a run can be repeated, or fresh ones. */
export function firstSeed(environment: Readonly<Record<string, string | undefined>>, now: number): number {
  const given = Number.parseInt(environment.PURSER_SEED ?? "", 10);
  return Number.isSafeInteger(given) ? given : now % 1_000_000_000;
}
