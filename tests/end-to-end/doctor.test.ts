// `purser doctor` on real ledgers: a well server, a clock behind its ledger, a counter near the end of its range.
import { runCommand, startServerProcess, withDirectory } from "@purser/testkit";
import { openPurser } from "purser";
import { expect, test } from "vitest";

const KEY = "a-root-key-for-the-tests-of-doctor";
const HOUR_MS = 3_600_000;

interface Report {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly findings: readonly { readonly about: string; readonly level: string; readonly text: string }[];
}

async function doctor(...words: readonly string[]): Promise<{ readonly code: number | null; readonly report: Report }> {
  const { code, out } = await runCommand(["doctor", "--json", ...words], { key: KEY });
  return { code, report: JSON.parse(out) as Report };
}

const finding = ({ findings }: Report, name: string) => findings.find(({ about }) => about === name);

async function record(data: string, amount: number, at: number): Promise<void> {
  const purser = await openPurser({ data, clock: { now: () => at } });
  await purser.upsertEntityTypes({ entityTypes: [{ id: "user", displayName: "User", attributionKeys: ["userId"] }] });
  await purser.upsertCapabilities({ capabilities: [{ id: "tokens", kind: "feature", displayName: "Tokens" }] });
  await purser.upsertEntities({ customerId: "acme", entities: [{ id: "ada", entityTypeId: "user" }] });
  const assignments = [{ entityId: "ada", capabilityId: "tokens", cadence: null, usageLimit: null }];
  await purser.upsertAssignments({ customerId: "acme", assignments });
  const used = { customerId: "acme", capabilityId: "tokens", dimensions: { userId: "ada" } };
  await purser.ingest({ events: [{ ...used, amount }] });
  await purser.close();
}

test("a running server tells its condition, and a well one ends with 0", { timeout: 60_000 }, () =>
  withDirectory(async (data) => {
    await record(data, 20_000_000_000_000, Date.now());
    const server = await startServerProcess({ data, key: KEY });
    const { code, report } = await doctor("--url", server.url);
    expect(code).toBe(0);
    expect(report.facts).toMatchObject({
      ledgerHead: 1,
      entriesLastDay: 1,
      countersNearRange: 1,
      node: process.version,
    });
    expect(finding(report, "clock")).toMatchObject({ level: "well" });
    expect(finding(report, "range")).toMatchObject({ level: "warning", text: expect.stringContaining("1 counters") });
    expect(finding(report, "backups")).toMatchObject({ level: "warning" });
    await server.end("SIGTERM");
  }),
);

test("a clock behind the ledger is a problem, with the instant at which writes go on", { timeout: 60_000 }, () =>
  withDirectory(async (data) => {
    const at = Date.now() + HOUR_MS;
    await record(data, 1, at);
    const { code, report } = await doctor("--data", data);
    expect(code).toBe(1);
    const { level, text } = finding(report, "clock") ?? {};
    expect(level).toBe("problem");
    const goesOn = Date.parse(/at (\S+)\.$/.exec(text ?? "")?.[1] ?? "");
    expect(Math.abs(goesOn - (at - 5 * 60_000))).toBeLessThan(1_000);
  }),
);
