// A full disk: what writes is 503, checks go on, and room is enough to go on without a restart (R43).
import { LiveCounters } from "@purser/store-memory";
import { openSqliteStore } from "@purser/store-sql";
import { MovableClock, OperationsSystem, testIds, withDirectory } from "@purser/testkit";
import { expect, test } from "vitest";

const NOW = Date.parse("2026-03-10T12:00:00Z");
/** Pages that the file of a fresh ledger has, and a few more. */
const SMALL_PAGES = 80;
const LARGE_PAGES = 100_000;

test("a file that can't grow refuses what writes and nothing else", () =>
  withDirectory(async (directory) => {
    let failure: Error | null = null;
    const onFailure = (error: Error): void => {
      failure = error;
    };
    const store = await openSqliteStore({ directory, onFailure, pageCountMax: SMALL_PAGES });
    const { ledger, catalog } = store;
    const makeCounters = () => new LiveCounters();
    const system = await OperationsSystem.start({
      ledger,
      catalog,
      clock: new MovableClock(NOW),
      ids: testIds(),
      makeCounters,
    });
    await furnish(system);
    const full = await fillUp(system);
    expect(full.refusal).toMatchObject({ problem: { code: "DiskFull", status: 503 } });
    const checked = { customerId: "acme", capabilityId: "tokens", requestedUsage: 0, dimensions: { userId: "ada" } };
    expect(await system.call("check", checked)).toMatchObject({
      answer: { chains: [[{ currentUsage: full.accepted }]] },
    });
    expect(await system.call("upsertCustomers", { customers: [{ id: "b", metadata: BULK }] })).toMatchObject({
      problem: { code: "DiskFull" },
    });
    await store.limitPages(LARGE_PAGES);
    expect(await system.call("ingest", { events: [eventOf(full.accepted)] })).toMatchObject({
      answer: { data: [{ status: "accepted", budgets: [{ currentUsage: full.accepted + 1 }] }] },
    });
    expect(await system.call("verify", {})).toMatchObject({ answer: { entries: full.accepted + 1, driftedCount: 0 } });
    expect(failure).toBeNull();
    await store.close();
  }));

const BULK = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`key-${at}`, "x".repeat(400)]));
const EVENTS_MAX = 2_000;

const eventOf = (number: number) => ({
  customerId: "acme",
  capabilityId: "tokens",
  amount: 1,
  dimensions: { userId: "ada" },
  idempotencyKey: `event-${number}`,
  metadata: BULK,
});

async function furnish(system: OperationsSystem): Promise<void> {
  const entityTypes = [{ id: "user", displayName: "User", attributionKeys: ["userId"] }];
  await system.call("upsertEntityTypes", { entityTypes });
  await system.call("upsertCapabilities", { capabilities: [{ id: "tokens", kind: "feature", displayName: "Tokens" }] });
  await system.call("upsertEntities", { customerId: "acme", entities: [{ id: "ada", entityTypeId: "user" }] });
  const assignments = [{ entityId: "ada", capabilityId: "tokens", cadence: "P1M", usageLimit: null }];
  await system.call("upsertAssignments", { customerId: "acme", assignments });
}

async function fillUp(system: OperationsSystem): Promise<{ readonly accepted: number; readonly refusal: unknown }> {
  for (let accepted = 0; accepted < EVENTS_MAX; accepted += 1) {
    const outcome = await system.call("ingest", { events: [eventOf(accepted)] });
    if ("problem" in outcome) return { accepted, refusal: outcome };
  }
  throw new Error("the disk never filled");
}
