// The simulator: fresh seeds keep every promise, every sad path happens, runs repeat, and each rule turned off is noticed.
import { Worker } from "node:worker_threads";
import {
  ALL_RULES,
  addSadPaths,
  firstSeed,
  noSadPaths,
  RECORDED_SCHEDULES,
  RULE_NAMES,
  type SeedRange,
  type SeedsResult,
  simulate,
  unseenSadPaths,
} from "@purser/testkit";
import { expect, it } from "vitest";

const SEEDS = 2_000;
const SEEDS_TWICE = 50;
/** The gate's machine has two cores. */
const THREADS = 2;
const SEEDS_MS_MAX = 480_000;

const BASE = firstSeed(process.env, Date.now());

function runInThread(range: SeedRange): Promise<SeedsResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./seeds-worker.ts", import.meta.url), { workerData: range });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

it(`${SEEDS} seeds from ${BASE} on keep every promise, and every sad path happens`, {
  timeout: SEEDS_MS_MAX,
}, async () => {
  console.log(`PURSER_SEED=${BASE} repeats these seeds`);
  const share = SEEDS / THREADS;
  const ranges = Array.from({ length: THREADS }, (_, index) => ({ first: BASE + index * share, count: share }));
  const results = await Promise.all(ranges.map(runInThread));
  const sad = noSadPaths();
  for (const result of results) addSadPaths(sad, result.sad);
  console.log(sad);
  expect(results.flatMap(({ broken }) => broken)).toEqual([]);
  expect(unseenSadPaths(sad)).toEqual([]);
});

it(`${SEEDS_TWICE} seeds run twice leave the same trace`, { timeout: SEEDS_MS_MAX }, async () => {
  for (let seed = BASE; seed < BASE + SEEDS_TWICE; seed += 1) {
    const [first, second] = [await simulate(seed), await simulate(seed)];
    expect(second.trace, `seed ${seed}`).toBe(first.trace);
  }
});

for (const rule of RULE_NAMES) {
  for (const seed of RECORDED_SCHEDULES[rule]) {
    it(`without ${rule} seed ${seed} breaks a promise, with it none`, async () => {
      const without = await simulate(seed, { rules: { ...ALL_RULES, [rule]: false } });
      expect(without.violation).not.toBeNull();
      expect(without.violation, "the simulator itself must not break").not.toMatch(/^(Type|Reference)Error/);
      expect((await simulate(seed)).violation).toBeNull();
    });
  }
}
