// Carved budgets after any sequence: what is shown is R34's sum, and only what is counted without being asked goes beyond a limit.
import {
  type Command,
  CUSTOMERS,
  examineSequences,
  memoryRunner,
  type PropertyOptions,
  SEED,
  STARTS_AT,
  type System,
  TwinPlay,
  VOCABULARY,
} from "@purser/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { type CarvedSum, carvedSums } from "./carved-sums.ts";

const LONG = process.env.PURSER_LONG === "1" ? 20 : 1;
const OPTIONS: PropertyOptions = { runs: 40 * LONG, length: 40 };
const TEST_MS_MAX = 600_000;

/** What asks budgets, and may go as far as their ceilings. */
const ASKING = new Set(["consume", "reserve", "extendReservation", "splitReservation"]);

/** What counts without asking a budget; a repeat may be of either, and with a new period comes what was sent ahead of time. */
const UNASKED = new Set(["ingest", "commitReservation"]);

const isUnasked = (command: Command): boolean =>
  command.kind === "repeat" || command.kind === "clock" || (command.kind === "call" && UNASKED.has(command.operation));

const isAsking = (command: Command): boolean => command.kind === "call" && ASKING.has(command.operation);

const isRead = (command: Command): boolean =>
  command.kind === "call" && /^(get|list|check|query)/.test(command.operation);

async function sumsOf(system: System, wall: number): Promise<CarvedSum[]> {
  const sums = await Promise.all(CUSTOMERS.map((customerId) => carvedSums(system, customerId, wall)));
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
        let [before, wall]: [readonly CarvedSum[], number] = [[], STARTS_AT];
        for (const command of commands) {
          await play.play([command]);
          if (isRead(command)) continue;
          if (command.kind === "clock") wall += command.ms;
          const after = await sumsOf(system, wall);
          parents += after.filter(({ isParent }) => isParent).length;
          judge({ before, after }, command, play.steps);
          before = after;
        }
      });
      expect(parents).toBeGreaterThan(OPTIONS.runs);
    },
    TEST_MS_MAX,
  );
});

interface Sums {
  readonly before: readonly CarvedSum[];
  readonly after: readonly CarvedSum[];
}

const NOTHING = { excess: 0, excessOfLimits: 0, overage: 0 };

function judge({ before, after }: Sums, command: Command, steps: string): void {
  const told = `as steps:\n${steps}`;
  for (const sum of after) {
    expect(sum.shown, told).toEqual(sum.computed);
    if (!sum.isParent) continue;
    const was = before.find(({ id }) => id === sum.id) ?? NOTHING;
    if (command.kind !== "clock") expect(sum.excessOfLimits, told).toBeLessThanOrEqual(was.excessOfLimits);
    if (isAsking(command)) expect(sum.overage, told).toBeLessThanOrEqual(was.overage);
    else if (!isUnasked(command)) expect(sum.excess, told).toBeLessThanOrEqual(was.excess);
  }
}
