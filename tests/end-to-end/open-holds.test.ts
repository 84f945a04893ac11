// Many open holds: the cap of one customer, one call that ends them all, and how far retryAt looks through them (R18, R31).
import { MovableClock } from "@purser/testkit";
import { expect, test } from "vitest";
import { CUSTOMER, credits, type Door, doorOf, furnish, startInMemory } from "./reservation-doors.ts";

const HOLDS_MAX = 10_000;
const EXPIRIES_MAX = 100;
const NOW = Date.parse("2026-03-10T12:00:00Z");
const MINUTE = 60_000;
const TEST_MS_MAX = 60_000;

async function withWorld(usageLimit: number, work: (door: Door) => Promise<void>): Promise<void> {
  const system = await startInMemory(new MovableClock(NOW));
  const door = doorOf(system);
  await furnish(door, usageLimit);
  await work(door);
  await system.stop();
}

let asked = 0;
/** A request under a key of its own. */
const asking = () => ({ ...credits("a1"), idempotencyKey: `request-${++asked}` });
const hold = (door: Door, amount: number, ttlMs: number) => door.reserve({ ...asking(), amount, ttlMs });

test(
  "10,000 holds of a customer may be open, one more is told why not, and one call ends them all",
  () =>
    withWorld(1_000, async (door) => {
      await Promise.all(Array.from({ length: HOLDS_MAX }, () => hold(door, 0.01, 1_000)));
      await expect(hold(door, 0.01, 1_000)).rejects.toMatchObject({
        status: 429,
        code: "TooManyOpenReservations",
        message: expect.stringContaining("10000 open holds already"),
      });
      // What the budgets deny is denied, not refused; nor does a cap stand before what holds nothing.
      expect(await hold(door, 5_000, 1_000)).toMatchObject({ isGranted: false });
      expect(await door.consume({ ...asking(), requestedUsage: 1 })).toMatchObject({ isGranted: true });
      await door.upsertEntities({ customerId: "other", entities: [{ id: "a1", entityTypeId: "agent" }] });
      const elsewhere = await door.reserve({ ...asking(), customerId: "other", amount: 1 });
      expect(elsewhere).toMatchObject({ isGranted: true });
      const { data } = await door.releaseReservations({ customerId: CUSTOMER, entityId: "team" });
      expect(data.length).toBe(HOLDS_MAX);
      expect(await hold(door, 999, 1_000)).toMatchObject({ isGranted: true, available: 0 });
    }),
  TEST_MS_MAX,
);

test("retryAt looks through the first hundred expiries of holds and no further", () =>
  withWorld(1.2, async (door) => {
    for (let minute = 1; minute <= 120; minute += 1) await hold(door, 0.01, minute * MINUTE);
    const check = (requestedUsage: number) => door.check({ ...credits("a1"), requestedUsage });
    expect(await check(EXPIRIES_MAX / 100)).toMatchObject({
      accessDeniedReason: "BudgetHeld",
      retryAt: new Date(NOW + EXPIRIES_MAX * MINUTE).toISOString(),
    });
    expect(await check(EXPIRIES_MAX / 100 + 0.01)).toMatchObject({ accessDeniedReason: "BudgetHeld", retryAt: null });
  }));
