// What an operator sees of limits that don't deny and of holds: check and tree in the terminal, and the metrics.
import { createClient } from "@purser/client";
import { type RanCommand, runCommand, startServerProcess, withDirectory } from "@purser/testkit";
import { expect, test } from "vitest";

const KEY = "a-root-key-for-the-tests-of-screens";
const who = { customerId: "acme", capabilityId: "tokens", dimensions: { userId: "ada", teamId: "lab" } };

test("soft, shadow and held are shown by check and tree, and counted by the metrics", { timeout: 120_000 }, () =>
  withDirectory(async (data) => {
    const server = await startServerProcess({ data, key: KEY });
    const run = (words: string): Promise<RanCommand> => runCommand(words.split(" "), { key: KEY, url: server.url });
    const metrics = async (): Promise<string> => (await fetch(`${server.url}/metrics`)).text();
    const purser = createClient({ baseUrl: server.url, apiKey: KEY });
    await purser.applyGovernance({
      entityTypes: [
        { id: "team", displayName: "Team", attributionKeys: ["teamId"] },
        { id: "user", displayName: "User", attributionKeys: ["userId"] },
        { id: "org", displayName: "Organisation", attributionKeys: [] },
      ],
      capabilities: [{ id: "tokens", kind: "feature", displayName: "Tokens" }],
      customers: [
        {
          id: "acme",
          entities: [
            { id: "all", entityTypeId: "org" },
            { id: "lab", entityTypeId: "team", parentId: "all" },
            { id: "ada", entityTypeId: "user", parentId: "lab" },
          ],
          assignments: [
            { entityId: "all", capabilityId: "tokens", cadence: "P1M", usageLimit: 20 },
            { entityId: "lab", capabilityId: "tokens", cadence: "P1M", usageLimit: 10, enforcement: "soft" },
            { entityId: "ada", capabilityId: "tokens", cadence: "P1M", usageLimit: 5, enforcement: "shadow" },
          ],
        },
      ],
    });
    await purser.ingest({ events: [{ ...who, amount: 9, idempotencyKey: "used" }] });
    await purser.reserve({ ...who, amount: 4, ttlMs: 60_000, idempotencyKey: "held" });
    await purser.reserve({ ...who, amount: 1, ttlMs: 1_000, idempotencyKey: "left" });
    await expect.poll(metrics, { timeout: 20_000 }).toContain("purser_reservations_expired_total 1");

    const check = await run("check acme tokens --dimension userId=ada --amount 2");
    expect(check.code).toBe(0);
    for (const line of [
      "Beyond the limit of ada (shadow).",
      "Beyond the limit of lab (soft).",
      "ada  9 + 4 held / 5",
    ]) {
      expect(check.out).toContain(line);
    }
    expect(check.out).toMatch(/lab {2}9 \+ 4 held \/ 10 {2}P1M {2}soft/);
    const denied = await run("check acme tokens --dimension userId=ada --amount 8");
    expect(denied).toMatchObject({ code: 1, out: expect.stringContaining("Denied: BudgetHeld at all.") });
    const tree = await run("tree acme");
    expect(tree.out).toMatch(/USED \+ HELD \/ +LIMIT/);
    expect(tree.out).toMatch(/lab .*tokens \/ month, soft +9 \+ 4 \/ +10/);
    expect(tree.out).toMatch(/ada .*tokens \/ month, shadow +9 \+ 4 \/ +5/);

    const told = await metrics();
    expect(told).toContain("purser_open_reservations 1\n");
    expect(told).toContain('purser_denials_total{reason="BudgetHeld",enforcement="hard"} 1\n');
    // Both holds and the check that was granted; the other asks for more than ada's whole limit.
    expect(told).toContain('purser_denials_total{reason="BudgetExceeded",enforcement="shadow"} 3\n');
    expect(told).toContain('purser_denials_total{reason="RequestedUsageExceedsLimit",enforcement="shadow"} 1\n');
    await purser.close();
    expect(await server.end("SIGTERM")).toBe(0);
  }),
);
