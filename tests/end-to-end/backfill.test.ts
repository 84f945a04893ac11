// A backfill over a ledger that grows while it is read: the upsert answers with the exact count, and nothing waits for it (R13).
import { LiveCounters } from "@purser/store-memory";
import { openSqliteStore } from "@purser/store-sql";
import { MovableClock, OperationsSystem, testIds, withDirectory } from "@purser/testkit";
import { expect, test } from "vitest";

const NOW = Date.parse("2026-03-20T12:00:00Z");
const BATCHES = 12;
const BATCH = 1_000;
const BATCHES_MEANWHILE = 8;

test("a limit written late counts every entry once, also those that came meanwhile", { timeout: 60_000 }, () =>
  withDirectory(async (directory) => {
    const { ledger, catalog, close } = await openSqliteStore({ directory, onFailure: () => {} });
    const makeCounters = () => new LiveCounters();
    const system = await OperationsSystem.start({
      ledger,
      catalog,
      clock: new MovableClock(NOW),
      ids: testIds(),
      makeCounters,
    });
    await system.call("upsertEntityTypes", {
      entityTypes: [{ id: "user", displayName: "User", attributionKeys: ["userId"] }],
    });
    await system.call("upsertCapabilities", {
      capabilities: [{ id: "tokens", kind: "feature", displayName: "Tokens" }],
    });
    await system.call("upsertEntities", { customerId: "acme", entities: [{ id: "ada", entityTypeId: "user" }] });
    let sent = 0;
    const ingest = async (): Promise<void> => {
      const events = Array.from({ length: BATCH }, (_, at) => ({
        customerId: "acme",
        capabilityId: "tokens",
        amount: 1,
        dimensions: { userId: "ada" },
        idempotencyKey: `${sent}-${at}`,
      }));
      sent += BATCH;
      expect(await system.call("ingest", { events, figures: false })).toMatchObject({
        answer: { data: { length: BATCH } },
      });
    };
    for (let batch = 0; batch < BATCHES; batch += 1) await ingest();
    const assignments = [{ entityId: "ada", capabilityId: "tokens", cadence: "P1M", usageLimit: 1_000_000 }];
    const upserts = [1, 2].map(() => system.call("upsertAssignments", { customerId: "acme", assignments }));
    const meanwhile = Array.from({ length: BATCHES_MEANWHILE }, ingest);
    const answers = await Promise.all(upserts);
    // The same request sent again joins the first one's work and makes nothing new.
    expect(answers[1]).toEqual(answers[0]);
    await Promise.all(meanwhile);
    const asked = { customerId: "acme", capabilityId: "tokens", requestedUsage: 0, dimensions: { userId: "ada" } };
    const used = (BATCHES + BATCHES_MEANWHILE) * BATCH;
    expect(await system.call("check", asked)).toMatchObject({ answer: { bindingConstraint: { currentUsage: used } } });
    expect(await system.call("verify", {})).toMatchObject({ answer: { entries: used, driftedCount: 0 } });
    await close();
  }),
);
