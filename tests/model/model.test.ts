// The product answers as the second model does, on every store, after any sequence of commands.
import {
  compareWithModel,
  coreRunner,
  memoryRunner,
  type PropertyOptions,
  type Runner,
  SEED,
  sqliteRunner,
} from "@purser/testkit";
import { afterAll, describe, expect, it } from "vitest";

const LENGTH = 40;
const LONG = process.env.PURSER_LONG === "1" ? 20 : 1;
const TEST_MS_MAX = 600_000;

const ORDERS: readonly (readonly [Runner, PropertyOptions])[] = [
  [coreRunner, { runs: 250 * LONG, length: LENGTH }],
  [memoryRunner, { runs: 250 * LONG, length: LENGTH }],
  [sqliteRunner, { runs: 25 * LONG, length: LENGTH, isShared: true }],
];

describe("the second model and the product agree", () => {
  afterAll(() => sqliteRunner.stop?.());

  it.each(ORDERS.map(([runner, options]) => [runner.name, runner, options] as const))(
    "on %s",
    async (name, runner, options) => {
      const report = await compareWithModel(runner, options);
      console.log(`model and ${name}: PURSER_SEED=${SEED}`, report);
      expect(report.runs).toBe(options.runs);
    },
    TEST_MS_MAX,
  );
});
