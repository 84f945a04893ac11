// Figures after any sequence: verify finds no drift, every budget shows the sum of the ledger, and a restart changes no answer.
import {
  examineSequences,
  memoryRunner,
  type PropertyOptions,
  type PropertyReport,
  SEED,
  type System,
  TwinPlay,
  VOCABULARY,
} from "@purser/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { budgetsShown, figuresByLedger, readAll } from "./ledger-sums.ts";

const LONG = process.env.PURSER_LONG === "1" ? 20 : 1;
const OPTIONS: PropertyOptions = { runs: 80 * LONG, length: 40 };
const TEST_MS_MAX = 600_000;

/** Plays every sequence, then looks; what it finds is told with the steps that led there. */
const lookAfterEach = (look: (system: System) => Promise<void>): Promise<PropertyReport> =>
  examineSequences(memoryRunner, OPTIONS, async (system, commands) => {
    const play = new TwinPlay(system);
    await play.play([...VOCABULARY, ...commands]);
    try {
      await look(system);
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error}\nas steps:\n${play.steps}`, { cause: error });
    }
  });

describe("after any sequence of commands on the memory store", () => {
  afterAll(() => console.log(`figures: PURSER_SEED=${SEED}`));

  it(
    "R44: verify reports no drift",
    () =>
      lookAfterEach(async (system) => {
        expect(await system.call("verify", {})).toMatchObject({ answer: { driftedCount: 0, drifted: [] } });
      }),
    TEST_MS_MAX,
  );

  it(
    "R13: every budget in a check shows the sum over the ledger entries that it counts",
    async () => {
      let budgets = 0;
      await lookAfterEach(async (system) => {
        for (const budget of await budgetsShown(system)) {
          budgets += 1;
          expect({ ...budget, ...(await figuresByLedger(system, budget)) }).toEqual(budget);
        }
      });
      expect(budgets).toBeGreaterThan(OPTIONS.runs);
    },
    TEST_MS_MAX,
  );

  it(
    "R44: a restart changes no answer",
    () =>
      lookAfterEach(async (system) => {
        // Checks first and last: a denied one shows in the list of denials.
        const [checks, lists] = [await readAll(system, "checks"), await readAll(system, "lists")];
        await system.restart?.();
        expect(await readAll(system, "lists")).toEqual(lists);
        expect(await readAll(system, "checks")).toEqual(checks);
      }),
    TEST_MS_MAX,
  );
});
