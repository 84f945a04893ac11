// Read your own write: a check sent over another connection after an acknowledgement sees it, always.
import { createClient } from "@purser/client";
import { ROOT_KEY, startTestServer } from "@purser/testkit";
import { expect, test } from "vitest";

const WRITERS = 8;
const ROUNDS = 40;

test("whoever was answered finds it counted, on any connection, while others write", async () => {
  const server = await startTestServer(Date.parse("2026-03-10T12:00:00Z"));
  const connect = () => createClient({ baseUrl: server.url, apiKey: ROOT_KEY });
  const clients = Array.from({ length: 2 * WRITERS }, connect);
  const [first] = clients;
  await first?.upsertEntityTypes({ entityTypes: [{ id: "user", displayName: "User", attributionKeys: ["userId"] }] });
  await first?.upsertCapabilities({ capabilities: [{ id: "calls", kind: "feature", displayName: "Calls" }] });
  const assignments = [{ capabilityId: "calls", cadence: "P1M", usageLimit: WRITERS * ROUNDS }];
  await first?.putDefaultAssignments({ id: "user", assignments });
  const users = Array.from({ length: WRITERS }, (_, user) => ({ id: `u${user}`, entityTypeId: "user" }));
  await first?.upsertEntities({ customerId: "acme", entities: users });
  const writing = users.map(async ({ id }, at) => {
    const [writer, reader] = [clients[2 * at], clients[2 * at + 1]];
    const used = { customerId: "acme", capabilityId: "calls", dimensions: { userId: id } };
    for (let round = 1; round <= ROUNDS; round += 1) {
      const answer = await writer?.ingest({ events: [{ ...used, amount: 1 }] });
      const atLeast = answer?.position ?? "";
      const decision = await reader?.check({ ...used, ...(round % 2 === 0 ? { atLeast } : {}) });
      expect(decision?.bindingConstraint?.currentUsage).toBe(round);
    }
  });
  await Promise.all(writing);
  for (const client of clients) await client.close();
  await server.stop();
});
