// Verify finds a counter that somebody has changed behind Purser's back, repairs it when asked, and says so in the audit log (R44).
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { withDirectory } from "@purser/testkit";
import { openPurser } from "purser";
import { expect, test } from "vitest";

const USED = { customerId: "acme", capabilityId: "tokens", entityIds: ["ada"] };

test("a forged counter is found, repaired and told of", () =>
  withDirectory(async (data) => {
    const first = await openPurser({ data });
    await first.upsertEntityTypes({ entityTypes: [{ id: "user", displayName: "User", attributionKeys: [] }] });
    await first.upsertCapabilities({ capabilities: [{ id: "tokens", kind: "feature", displayName: "Tokens" }] });
    await first.upsertEntities({ customerId: "acme", entities: [{ id: "ada", entityTypeId: "user" }] });
    const assignments = [{ entityId: "ada", capabilityId: "tokens", cadence: "P1M", usageLimit: 100 }];
    await first.upsertAssignments({ customerId: "acme", assignments });
    await first.ingest({ events: [{ ...USED, amount: 60 }] });
    await first.close();

    const file = new DatabaseSync(join(data, "purser.db"));
    file.exec("update counter set used = 10");
    file.close();

    const purser = await openPurser({ data });
    expect(await purser.check(USED)).toMatchObject({ available: 90 });
    const found = await purser.verify({});
    expect(found).toMatchObject({ entries: 1, driftedCount: 2, repaired: 0 });
    expect(found.drifted).toContainEqual(
      expect.objectContaining({
        store: "durable",
        entityId: "ada",
        counted: { currentUsage: 10, heldUsage: 0, uncarved: 0, excess: 0 },
        ledger: { currentUsage: 60, heldUsage: 0, uncarved: 0, excess: 0 },
      }),
    );
    expect(await purser.verify({ repair: true })).toMatchObject({ driftedCount: 2, repaired: 2 });
    expect(await purser.check(USED)).toMatchObject({ available: 40 });
    expect(await purser.verify({})).toMatchObject({ driftedCount: 0 });
    const { data: told } = await purser.listAuditLog({ kind: "repair" });
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ actor: "library", before: { count: 2 }, after: { count: 2 } });
    expect(told[0]?.after).toMatchObject({ counters: [{ entityId: "ada", currentUsage: 60 }, { entityId: "ada" }] });
    await purser.close();
    const again = await openPurser({ data });
    expect(await again.check(USED)).toMatchObject({ available: 40 });
    await again.close();
  }));
