// A denial shows what the budgets hold, also when its transaction corrects an entry of theirs (R18, R23).
import { MovableClock } from "@purser/testkit";
import { expect, test } from "vitest";
import { CUSTOMER, credits, doorOf, furnish, startInMemory } from "./reservation-doors.ts";

test("a consume denied beside a correction shows the figures after it", async () => {
  const system = await startInMemory(new MovableClock(Date.parse("2026-03-10T12:00:00Z")));
  const door = doorOf(system);
  await furnish(door, 5);
  const { data } = await door.ingest({ events: [{ ...credits("a1"), amount: 4.5 }] });
  const counted = data[0]?.status === "accepted" ? data[0].ledgerEntryIds[0] : undefined;
  const correction = {
    customerId: CUSTOMER,
    amount: -0.2,
    correctsEntryId: counted ?? "",
    idempotencyKey: "correction",
  };
  const [, denied] = await Promise.all([
    door.ingest({ events: [correction] }),
    door.consume({ ...credits("a1"), requestedUsage: 6, idempotencyKey: "too-much" }),
  ]);
  expect(denied).toMatchObject({ isGranted: false, available: 0.7 });
  expect(denied.chains.flat().map(({ currentUsage }) => currentUsage)).toEqual([4.3, 4.3]);
  await system.stop();
});
