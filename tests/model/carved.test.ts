// Carved budgets after any sequence: what is shown is R34's sum, and only what is counted without being asked goes beyond a limit.
import {
  type Command,
  CUSTOMERS,
  examineSequences,
  memoryRunner,
  type PropertyOptions,
  SEED,
  type System,
  TwinPlay,
  VOCABULARY,
} from "@purser/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { type CarvedSum, carvedSums } from "./carved-sums.ts";

const LONG = process.env.PURSER_LONG === "1" ? 20 : 1;
const OPTIONS: PropertyOptions = { runs: 40 * LONG, length: 40 };
const TEST_MS_MAX = 600_000;

/** What counts without asking a budget; a repeat may be of either, and with a new period comes what was sent ahead of time. */
const UNASKED = new Set(["ingest", "commitReservation"]);

const isUnasked = (command: Command): boolean =>
  command.kind === "repeat" || command.kind === "clock" || (command.kind === "call" && UNASKED.has(command.operation));

const isRead = (command: Command): boolean =>
  command.kind === "call" && /^(get|list|check|query)/.test(command.operation);

async function sumsOf(system: System): Promise<CarvedSum[]> {
  const sums = await Promise.all(CUSTOMERS.map((customerId) => carvedSums(system, customerId)));
  return sums.flat();
}

describe("after every command of any sequence on the memory store", () => {
  afterAll(() => console.log(`carved: PURSER_SEED=${SEED}`));

  it(
    "R34, R35: nodes show what is set aside, and nothing that is asked or written enlarges what is beyond a limit",
    async () => {
      let parents = 0;
      await examineSequences(memoryRunner, OPTIONS, async (system, commands) => {
        const play = new TwinPlay(system);
        await play.play(VOCABULARY);
        let before: readonly CarvedSum[] = [];
        for (const command of commands) {
          await play.play([command]);
          if (isRead(command)) continue;
          const after = await sumsOf(system);
          parents += after.filter(({ isParent }) => isParent).length;
          judge({ before, after }, { isUnasked: isUnasked(command), steps: play.steps });
          before = after;
        }
      });
      expect(parents).toBeGreaterThan(OPTIONS.runs);
    },
    TEST_MS_MAX,
  );
});

function judge(
  { before, after }: { readonly before: readonly CarvedSum[]; readonly after: readonly CarvedSum[] },
  { isUnasked: mayGoBeyond, steps }: { readonly isUnasked: boolean; readonly steps: string },
): void {
  for (const sum of after) {
    expect(sum.shown, `as steps:\n${steps}`).toEqual(sum.computed);
    const { excess = 0, excessOfLimits = 0 } = before.find(({ id }) => id === sum.id) ?? {};
    if (sum.isParent) expect(sum.excessOfLimits, `as steps:\n${steps}`).toBeLessThanOrEqual(excessOfLimits);
    if (sum.isParent && !mayGoBeyond) expect(sum.excess, `as steps:\n${steps}`).toBeLessThanOrEqual(excess);
  }
}
