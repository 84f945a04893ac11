// Racing ends: commit, release, extend, expiry and their repeats at once end each reservation exactly once (R27).
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "@purser/contract";
import { Chance, MovableClock } from "@purser/testkit";
import { describe, expect, test } from "vitest";
import {
  AGENTS,
  CUSTOMER,
  cents,
  credits,
  DOORS,
  type Door,
  doorOf,
  furnish,
  ledgerOf,
  startInMemory,
} from "./reservation-doors.ts";

const RESERVATIONS = 80;
const HELD = 0.5;
const LIMIT = 1_000;
/** The least that may be asked for, so that expiry joins the race. */
const TTL_MS = 1_000;
/** Of every other one, so that a machine that stalls for a second still commits some in time. */
const LONG_TTL_MS = 3_600_000;
/** A hold ends within a second of its expiry. */
const SWEPT_MS = 1_500;
const TEST_MS_MAX = 120_000;
const STARTS_AT = Date.parse("2026-03-10T12:00:00Z");
const SEED = Number(process.env.PURSER_SEED ?? Math.floor(Math.random() * 2 ** 31));

type Reservation = Answer<"getReservation">;
type Entry = Answer<"listLedger">["data"][number];
type Step = (reservationId: string) => Promise<unknown>;

async function reserveAll(door: Door): Promise<string[]> {
  const answers = await Promise.all(
    Array.from({ length: RESERVATIONS }, (_, at) =>
      door.reserve({
        ...credits(AGENTS[at % AGENTS.length] ?? ""),
        amount: HELD,
        ttlMs: at % 2 === 0 ? TTL_MS : LONG_TTL_MS,
        idempotencyKey: `race-${at}`,
      }),
    ),
  );
  return answers.map(({ reservation }) => reservation?.id ?? "");
}

/** Everything that may end or move a reservation, some of it twice; refusals are answers here too. */
function stepsOf(door: Door): readonly Step[] {
  const named = (reservationId: string) => ({ customerId: CUSTOMER, reservationId });
  const commit =
    (amount: number): Step =>
    (id) =>
      door.commitReservation({ ...named(id), amount });
  return [
    commit(0.3),
    commit(0.3),
    commit(0.7),
    (id) => door.commitReservation(named(id)),
    (id) => door.releaseReservation(named(id)),
    (id) => door.releaseReservation(named(id)),
    (id) => door.releaseReservations({ customerId: CUSTOMER, ids: [id] }),
    (id) => door.extendReservation({ ...named(id), amount: 0.6 }),
    (id) => door.extendReservation({ ...named(id), ttlMs: TTL_MS, amount: 0.2 }),
    (id) =>
      door.splitReservation({
        ...named(id),
        amount: 0.1,
        ttlMs: TTL_MS,
        idempotencyKey: `split-${id}`,
        dimensions: { agentId: "a1" },
      }),
    (id) =>
      door.splitReservation({
        ...named(id),
        amount: 0.1,
        ttlMs: TTL_MS,
        idempotencyKey: `split-${id}`,
        dimensions: { agentId: "a1" },
      }),
  ];
}

/** Those whose expiry is far off and that nothing has ended. */
const releaseOpen = (door: Door): Promise<unknown> =>
  Promise.all(AGENTS.map((entityId) => door.releaseReservations({ customerId: CUSTOMER, entityId })));

const REFUSALS: ReadonlySet<unknown> = new Set(["ReservationEnded", "InvalidRequest", "AmountExceedsHold"]);

async function settle(step: Promise<unknown>): Promise<void> {
  await step.catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && REFUSALS.has(error.code))) throw error;
  });
}

const sum = (entries: readonly Entry[], of: "amount" | "held"): number =>
  entries.reduce((total, entry) => total + cents(entry[of]), 0);

/** Rows that end a hold: a commit that is not late gives back what was held. */
const isEnd = ({ kind, held }: Entry, isLate: boolean): boolean =>
  kind === "release" || kind === "expire" || (kind === "commit" && (held < 0 || !isLate));

const STATES = { release: "released", expire: "expired", commit: "committed" } as const;

/** The rows of one reservation: one end, nothing left held, at most one commit, and the end is what it shows. */
function expectEndedOnce(reservation: Reservation, rows: readonly Entry[]): void {
  const isLate = reservation.late === true;
  const ends = rows.filter((row) => isEnd(row, isLate));
  expect(ends, reservation.id).toHaveLength(1);
  expect(STATES[ends[0]?.kind as keyof typeof STATES]).toBe(reservation.state);
  expect(sum(rows, "held"), reservation.id).toBe(0);
  const commits = rows.filter(({ kind }) => kind === "commit");
  expect(commits).toHaveLength(reservation.state === "committed" || isLate ? 1 : 0);
  expect(sum(commits, "amount")).toBe(cents(reservation.items[0]?.committed ?? 0));
  const at = rows.findIndex((row) => isEnd(row, isLate));
  expect(rows.slice(at + 1).every(({ kind, held }) => kind === "commit" && held === 0)).toBe(true);
}

async function expectAllEndedOnce(door: Door): Promise<void> {
  const entries = await ledgerOf(door);
  const ids = new Set(entries.map(({ reservationId }) => reservationId ?? ""));
  const states = new Set<string>();
  for (const reservationId of ids) {
    const reservation = await door.getReservation({ customerId: CUSTOMER, reservationId });
    states.add(reservation.late === true ? "late" : reservation.state);
    expectEndedOnce(
      reservation,
      entries.filter((entry) => entry.reservationId === reservationId),
    );
  }
  const { chains } = await door.check({ ...credits("a1"), requestedUsage: 0 });
  const team = chains[0]?.find(({ entityId }) => entityId === "team");
  expect([cents(team?.currentUsage ?? -1), team?.heldUsage]).toEqual([sum(entries, "amount"), 0]);
  expect(await door.verify({})).toMatchObject({ driftedCount: 0 });
  // A race that always ends the same way has shown nothing about the others.
  expect([...states].sort()).toEqual(["committed", "expired", "late", "released"]);
}

describe.each(["over HTTP", "in process"] as const)("%s", (name) => {
  test(`${RESERVATIONS} reservations, all raced for about their expiry`, { timeout: TEST_MS_MAX }, () =>
    DOORS[name](async (door) => {
      console.log(`PURSER_SEED=${SEED}`);
      const chance = new Chance(SEED);
      await furnish(door, LIMIT);
      const ids = await reserveAll(door);
      const steps = stepsOf(door);
      const racing = ids.flatMap((id) =>
        Array.from({ length: 1 + chance.below(steps.length) }, () => {
          const [step, waitMs] = [chance.pick(steps), chance.below(2 * TTL_MS)];
          return sleep(waitMs).then(() => settle(step(id)));
        }),
      );
      await Promise.all(racing);
      await sleep(TTL_MS + SWEPT_MS);
      await releaseOpen(door);
      await expectAllEndedOnce(door);
    }),
  );
});

test("on the memory store, with the sweep in the same turn", async () => {
  const chance = new Chance(SEED);
  const clock = new MovableClock(STARTS_AT);
  const system = await startInMemory(clock);
  const door = doorOf(system);
  await furnish(door, LIMIT);
  const ids = await reserveAll(door);
  const steps = stepsOf(door);
  for (const id of ids) {
    if (chance.isWithin(0.1)) clock.set(clock.now() + TTL_MS / 4);
    const racing = Array.from({ length: 1 + chance.below(steps.length) }, () => settle(chance.pick(steps)(id)));
    if (chance.isWithin(0.3)) racing.push(system.sweep());
    if (chance.isWithin(0.5)) racing.reverse();
    await Promise.all(racing);
  }
  clock.set(clock.now() + 3 * TTL_MS);
  await system.sweep();
  await releaseOpen(door);
  await expectAllEndedOnce(door);
  await system.stop();
});
