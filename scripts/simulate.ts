// The long simulation: node scripts/simulate.ts --seeds 100000 [--from 1] [--rules] runs seeds on every core and tells what broke.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import {
  ALL_RULES,
  addSadPaths,
  firstSeed,
  noSadPaths,
  RULE_NAMES,
  type SeedRange,
  type SeedsResult,
  simulate,
  unseenSadPaths,
} from "@purser/testkit";

const SEEDS_DEFAULT = "100000";
/** Seeds between two lines of progress, on each thread. */
const SLICE = 500;
const SCHEDULES_PER_RULE = 3;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: SEEDS_DEFAULT },
    from: { type: "string" },
    rules: { type: "boolean", default: false },
  },
});
const first = values.from === undefined ? firstSeed(process.env, Date.now()) : Number(values.from);

function runInThread(range: SeedRange): Promise<SeedsResult> {
  const file = new URL("../tests/simulator/seeds-worker.ts", import.meta.url);
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { workerData: range });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

async function runSeeds(seeds: number): Promise<void> {
  const sad = noSadPaths();
  let next = 0;
  let broken = 0;
  const runThread = async (): Promise<void> => {
    while (next < seeds) {
      const range = { first: first + next, count: Math.min(SLICE, seeds - next) };
      next += range.count;
      const result = await runInThread(range);
      addSadPaths(sad, result.sad);
      for (const { seed, violation } of result.broken) console.log(`seed ${seed}: ${violation}`);
      broken += result.broken.length;
      console.log(`${range.first} to ${range.first + range.count - 1}: ${result.steps} steps, ${broken} broken so far`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, runThread));
  console.log(sad);
  const unseen = unseenSadPaths(sad);
  if (unseen.length > 0) console.log(`Never happened: ${unseen.join("; ")}`);
  if (broken > 0 || unseen.length > 0) process.exitCode = 1;
}

/** Seeds for recorded-schedules.ts: they break a promise without the rule, and none with it. */
async function findSchedules(seeds: number): Promise<void> {
  for (const rule of RULE_NAMES) {
    const found: number[] = [];
    for (let seed = 1; seed <= seeds && found.length < SCHEDULES_PER_RULE; seed += 1) {
      const without = await simulate(seed, { rules: { ...ALL_RULES, [rule]: false } });
      if (without.violation === null || (await simulate(seed)).violation !== null) continue;
      found.push(seed);
      console.log(`${rule} ${seed}: ${without.violation.split("\n")[0]}`);
    }
    if (found.length < SCHEDULES_PER_RULE) process.exitCode = 1;
  }
}

await (values.rules ? findSchedules(Number(values.seeds)) : runSeeds(Number(values.seeds)));
