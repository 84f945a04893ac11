// Backups taken while events pour in: restored elsewhere they verify, and show exactly what stood at their position (pages 3, 5).
import { mkdirSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createClient } from "@purser/client";
import { type RanCommand, runCommand, startServerProcess, withDirectory } from "@purser/testkit";
import { openPurser } from "purser";
import { expect, test } from "vitest";

const KEY = "a-root-key-for-the-tests-of-backups";
const CUSTOMER = "acme";
const USERS = 20;
const BATCH = 50;

type Client = ReturnType<typeof createClient>;
type Entry = Awaited<ReturnType<Client["listLedger"]>>["data"][number];

const purser = (...words: readonly string[]): Promise<RanCommand> => runCommand(words, { key: KEY });

async function furnish(client: Client): Promise<void> {
  const customerId = CUSTOMER;
  await client.upsertEntityTypes({
    entityTypes: [
      { id: "team", displayName: "Team", attributionKeys: ["teamId"] },
      { id: "user", displayName: "User", attributionKeys: ["userId"], autoProvision: { parentFrom: "teamId" } },
    ],
  });
  await client.upsertCapabilities({ capabilities: [{ id: "tokens", kind: "feature", displayName: "Tokens" }] });
  await client.upsertEntities({ customerId, entities: [{ id: "team", entityTypeId: "team" }] });
  await client.putDefaultAssignments({
    id: "user",
    assignments: [{ capabilityId: "tokens", cadence: "P1M", usageLimit: 1_000_000 }],
  });
  const assignments = [{ entityId: "team", capabilityId: "tokens", cadence: null, usageLimit: 1_000_000 }];
  await client.upsertAssignments({ customerId, assignments });
}

/** Sends batches until told to stop; answers how many events were acknowledged by then. */
function pour(client: Client): { acknowledged(): number; stop(): Promise<void> } {
  let acknowledged = 0;
  let isOver = false;
  const running = (async () => {
    while (!isOver) {
      const events = Array.from({ length: BATCH }, (_, index) => ({
        customerId: CUSTOMER,
        capabilityId: "tokens",
        amount: 1 + ((acknowledged + index) % 7),
        dimensions: { userId: `user-${(acknowledged + index) % USERS}`, teamId: "team" },
        idempotencyKey: `event-${acknowledged + index}`,
      }));
      await client.ingest({ events, figures: false });
      acknowledged += BATCH;
    }
  })();
  return {
    acknowledged: () => acknowledged,
    stop: () => {
      isOver = true;
      return running;
    },
  };
}

async function wholeLedger(client: Client): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let after: string | undefined; ; ) {
    const page = await client.listLedger({
      customerId: CUSTOMER,
      limit: 100,
      ...(after === undefined ? {} : { after }),
    });
    entries.push(...page.data);
    if (page.pagination.next === null) return entries;
    after = page.pagination.next;
  }
}

/** What each user has used by the entries, with no help from any counter. */
function sums(entries: readonly Entry[]): Record<string, number> {
  const used: Record<string, number> = {};
  for (const { dimensions, amount } of entries) {
    const user = String(dimensions?.userId);
    used[user] = (used[user] ?? 0) + amount;
  }
  return used;
}

async function restoredFigures(data: string): Promise<Record<string, number>> {
  const restored = await openPurser({ data });
  try {
    expect(await restored.verify({})).toMatchObject({ driftedCount: 0 });
    const used: Record<string, number> = {};
    for (let user = 0; user < USERS; user += 1) {
      const asked = { customerId: CUSTOMER, capabilityId: "tokens", requestedUsage: 0, entityIds: [`user-${user}`] };
      const { chains } = await restored.check(asked);
      used[`user-${user}`] = chains[0]?.[0]?.currentUsage ?? Number.NaN;
    }
    return used;
  } finally {
    await restored.close();
  }
}

test("backups under load hold what stood at their position", { timeout: 300_000 }, () =>
  withDirectory(async (directory) => {
    const data = join(directory, "data");
    const server = await startServerProcess({ data, key: KEY });
    const client = createClient({ baseUrl: server.url, apiKey: KEY });
    await furnish(client);
    const load = pour(client);
    await expect.poll(() => load.acknowledged()).toBeGreaterThan(500);
    const made = [];
    for (let count = 0; count < 2; count += 1) {
      const before = load.acknowledged();
      made.push({ before, ...(await client.createBackup({})) });
    }
    await load.stop();
    const ledger = await wholeLedger(client);
    expect(await server.end("SIGTERM")).toBe(0);
    expect(readdirSync(join(data, "backups"))).toEqual(made.map(({ name }) => name));
    for (const [index, { name, position, before }] of made.entries()) {
      const target = join(directory, `restored-${index}`);
      expect(await purser("restore", join(data, "backups", name), "--data", target)).toMatchObject({ code: 0 });
      const last = ledger.findIndex((entry) => entry.position === position);
      expect(last + 1).toBeGreaterThanOrEqual(before);
      expect(await restoredFigures(target)).toEqual(sums(ledger.slice(0, last + 1)));
    }
  }),
);

test("what is no backup, or stands in the way, is told and changes nothing", { timeout: 180_000 }, () =>
  withDirectory(async (directory) => {
    const data = join(directory, "data");
    mkdirSync(join(data, "backups", ".draft-of-a-killed-process"), { recursive: true });
    const live = await openPurser({ data });
    await live.upsertCustomers({ customers: [{ id: CUSTOMER }] });
    const { name } = await live.createBackup({});
    await live.close();
    expect(readdirSync(join(data, "backups"))).toEqual([name]);
    const backup = join(data, "backups", name);
    const target = join(directory, "new");
    expect(await purser("restore", join(directory, "none"), "--data", target)).toMatchObject({
      code: 2,
      err: expect.stringContaining("is no backup: it has no purser.db"),
    });
    mkdirSync(target);
    writeFileSync(join(target, "something"), "");
    expect(await purser("restore", backup, "--data", target)).toMatchObject({
      code: 2,
      err: expect.stringContaining("is not empty"),
    });
    const empty = join(directory, "empty");
    mkdirSync(empty);
    writeFileSync(join(empty, "purser.db"), "");
    expect(await purser("restore", empty, "--data", join(directory, "from-empty"))).toMatchObject({
      code: 3,
      err: expect.stringContaining("It is no ledger of Purser."),
    });
    rmSync(empty, { recursive: true });
    truncateSync(join(backup, "purser.db"), 8_192);
    const damaged = await purser("restore", backup, "--data", join(directory, "damaged"));
    expect(damaged.code).toBe(3);
    expect(damaged.err).not.toContain("    at ");
    expect(readdirSync(directory).toSorted()).toEqual(["data", "new"]);
  }),
);

test("a copy that differs from its ledger is no backup, and nothing of it is left", { timeout: 180_000 }, () =>
  withDirectory(async (data) => {
    const live = await openPurser({ data });
    const used = { customerId: CUSTOMER, capabilityId: "tokens", entityIds: ["ada"] };
    await live.upsertEntityTypes({ entityTypes: [{ id: "user", displayName: "User", attributionKeys: [] }] });
    await live.upsertCapabilities({ capabilities: [{ id: "tokens", kind: "feature", displayName: "Tokens" }] });
    await live.upsertEntities({ customerId: CUSTOMER, entities: [{ id: "ada", entityTypeId: "user" }] });
    const assignments = [{ entityId: "ada", capabilityId: "tokens", cadence: null, usageLimit: 100 }];
    await live.upsertAssignments({ customerId: CUSTOMER, assignments });
    await live.ingest({ events: [{ ...used, amount: 60 }] });
    // Of another process, behind Purser's back: the counter's row stands in the table from here on.
    await live.verify({});
    const forge = (used: number): void => {
      const file = new DatabaseSync(join(data, "purser.db"));
      file.exec(`update counter set used = ${used}`);
      file.close();
    };
    forge(10);
    await expect(live.createBackup({})).rejects.toMatchObject({
      code: "StoreUnavailable",
      message: expect.stringContaining("Counters differ from the ledger, so no backup was made. Run purser verify"),
    });
    expect(readdirSync(join(data, "backups"))).toEqual([]);
    forge(60);
    const made = [await live.createBackup({}), await live.createBackup({})];
    const names = made.map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
    for (const { name, bytes } of made) {
      expect(name).toMatch(/^\d{8}T\d{9}Z-0{14}1$/);
      expect(readdirSync(join(data, "backups", name))).toEqual(["purser.db"]);
      expect(statSync(join(data, "backups", name, "purser.db")).size).toBe(bytes);
    }
    await live.close();
  }),
);
