// The library door: catalog, check and ingest in one's own process, the same behaviour, no server.
import { withDirectory } from "@purser/testkit";
import { openPurser } from "purser";
import { expect, test } from "vitest";

const USED = { customerId: "acme", capabilityId: "credits", dimensions: { agentId: "drafter" } };

test("governs without a server, keeps everything, and shares its directory with nobody", () =>
  withDirectory(async (data) => {
    const purser = await openPurser({ data });
    await purser.upsertEntityTypes({
      entityTypes: [{ id: "agent", displayName: "Agent", attributionKeys: ["agentId"] }],
    });
    await purser.upsertCapabilities({ capabilities: [{ id: "credits", kind: "currency", displayName: "Credits" }] });
    await purser.upsertEntities({ customerId: "acme", entities: [{ id: "drafter", entityTypeId: "agent" }] });
    const assignments = [{ entityId: "drafter", capabilityId: "credits", cadence: "P1M", usageLimit: "3" }];
    await purser.upsertAssignments({ customerId: "acme", assignments });
    await purser.ingest({ events: [{ ...USED, amount: 2.5, idempotencyKey: "one" }] });
    expect(await purser.check({ ...USED, requestedUsage: 1 })).toMatchObject({ isGranted: false, available: 0.5 });
    await expect(openPurser({ data })).rejects.toThrow("held by another Purser process");
    await expect(purser.check({ customerId: "acme", capabilityId: "credits" })).rejects.toMatchObject({
      code: "InvalidRequest",
      message: expect.stringContaining("dimensions or entityIds"),
    });
    await purser.close();
    const again = await openPurser({ data });
    expect(await again.check(USED)).toMatchObject({ isGranted: false, available: 0.5 });
    expect(await again.verify({})).toMatchObject({ entries: 1, driftedCount: 0 });
    await again.close();
  }));
