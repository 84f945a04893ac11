// Nothing overspends: a thousand parallel reservations of 0.10 against 5.00 are exactly fifty, whatever the door (R26).
import type { Answer } from "@purser/contract";
import { describe, expect, test } from "vitest";
import { AGENTS, CUSTOMER, cents, credits, DOORS, type Door, furnish, ledgerOf } from "./reservation-doors.ts";

const CALLERS = 1_000;
const AMOUNT = 0.1;
const LIMIT = 5;
const GRANTS = 50;
const TEST_MS_MAX = 120_000;

type Reserved = Answer<"reserve">;

/** Both agents in turn: what is scarce is the team's budget above them. */
const agentOf = (caller: number): string => AGENTS[caller % AGENTS.length] ?? "";

const reserve = (door: Door, caller: number): Promise<Reserved> =>
  door.reserve({ ...credits(agentOf(caller)), amount: AMOUNT, idempotencyKey: `caller-${caller}` });

async function teamOf(door: Door): Promise<Reserved["chains"][number][number]> {
  const { chains } = await door.check({ ...credits(agentOf(0)), requestedUsage: 0 });
  const node = chains[0]?.find(({ entityId }) => entityId === "team");
  if (node === undefined) throw new Error("the team is in the chain");
  return node;
}

/** Looks again and again until told to stop; what the team's load ever was, in cents. */
async function watchLoad(door: Door, isDone: () => boolean): Promise<number[]> {
  const seen: number[] = [];
  while (!isDone()) {
    const { currentUsage, heldUsage } = await teamOf(door);
    seen.push(cents(currentUsage) + cents(heldUsage));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return seen;
}

async function reserveAtOnce(door: Door): Promise<{ readonly answers: Reserved[]; readonly loads: number[] }> {
  let isDone = false;
  const watching = watchLoad(door, () => isDone);
  const answers = await Promise.all(Array.from({ length: CALLERS }, (_, caller) => reserve(door, caller)));
  isDone = true;
  return { answers, loads: await watching };
}

/** The most that was ever used and held together, entry by entry, in cents. */
async function highestLoad(door: Door): Promise<number> {
  let load = 0;
  let highest = 0;
  for (const { amount, held } of await ledgerOf(door)) {
    load += cents(amount) + cents(held);
    highest = Math.max(highest, load);
  }
  return highest;
}

describe.each(Object.entries(DOORS))("%s", (_, through) => {
  test(`${CALLERS} parallel reservations of ${AMOUNT} against ${LIMIT} are ${GRANTS}`, { timeout: TEST_MS_MAX }, () =>
    through(async (door) => {
      await furnish(door, LIMIT);
      const { answers, loads } = await reserveAtOnce(door);
      const granted = answers.flatMap(({ reservation }, caller) =>
        reservation === null ? [] : [{ caller, reservation }],
      );
      expect(granted).toHaveLength(GRANTS);
      expect(answers.filter(({ isGranted }) => isGranted)).toHaveLength(GRANTS);
      expect(new Set(granted.map(({ reservation }) => reservation.id)).size).toBe(GRANTS);
      expect(loads.length).toBeGreaterThan(0);
      expect(Math.max(...loads)).toBeLessThanOrEqual(cents(LIMIT));
      expect(await highestLoad(door)).toBe(cents(LIMIT));
      expect(await teamOf(door)).toMatchObject({ currentUsage: 0, heldUsage: LIMIT, available: 0 });
      await replayWhenFull(door, granted);
      await askAgainInVain(door, answers);
      await releaseAll(door, granted);
    }),
  );
});

interface Granted {
  readonly caller: number;
  readonly reservation: NonNullable<Reserved["reservation"]>;
}

/** R21: a key that stands answers with its own reservation although nothing is available. */
async function replayWhenFull(door: Door, granted: readonly Granted[]): Promise<void> {
  const again = await Promise.all(granted.map(({ caller }) => reserve(door, caller)));
  for (const [index, { isGranted, reservation }] of again.entries()) {
    expect(isGranted).toBe(true);
    expect(reservation).toEqual({ ...granted[index]?.reservation, duplicate: true });
  }
  expect(await teamOf(door)).toMatchObject({ heldUsage: LIMIT, available: 0 });
}

/** A denial keeps no key: whoever was denied is judged anew. */
async function askAgainInVain(door: Door, answers: readonly Reserved[]): Promise<void> {
  const denied = answers.findIndex(({ isGranted }) => !isGranted);
  expect(await reserve(door, denied)).toMatchObject({
    isGranted: false,
    reservation: null,
    accessDeniedReason: "BudgetHeld",
  });
}

async function releaseAll(door: Door, granted: readonly Granted[]): Promise<void> {
  const released = await Promise.all(
    granted.map(({ reservation }) => door.releaseReservation({ customerId: CUSTOMER, reservationId: reservation.id })),
  );
  expect(released.every(({ state }) => state === "released")).toBe(true);
  expect(await teamOf(door)).toMatchObject({ currentUsage: 0, heldUsage: 0, available: LIMIT });
  expect(await door.listReservations({ customerId: CUSTOMER, state: "open" })).toMatchObject({ data: [] });
  expect(await door.verify({})).toMatchObject({ driftedCount: 0 });
}
