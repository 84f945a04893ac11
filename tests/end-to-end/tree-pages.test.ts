// Pages of the tree while usage goes on: in an order that doesn't move nothing shows twice or is missed, and totals are the ledger's.
import { type Client, createClient } from "@purser/client";
import { ROOT_KEY, startTestServer } from "@purser/testkit";
import { expect, test } from "vitest";

const CUSTOMER = "acme";
const DEPARTMENTS = 4;
const TEAMS = 5;
const USERS = 12;
const WRITERS = 4;
const BATCH = 25;
const LEDGER_PAGE = 100;
const TEST_MS_MAX = 120_000;
/** Hundredths of a credit. */
const UNITS = 100;

type Row = Awaited<ReturnType<Client["queryTree"]>>["data"][number];
type Entry = Awaited<ReturnType<Client["listLedger"]>>["data"][number];
type Query = Omit<Parameters<Client["queryTree"]>[0], "customerId" | "after">;

const departments = Array.from({ length: DEPARTMENTS }, (_, at) => `d${at}`);
const teams = departments.flatMap((department) => Array.from({ length: TEAMS }, (_, at) => `${department}-t${at}`));
const users = teams.flatMap((team) => Array.from({ length: USERS }, (_, at) => `${team}-u${at}`));
const above = (id: string): string => id.slice(0, id.lastIndexOf("-"));

/** Every row there is, by entity, scope and cadence. */
const ALL = [
  ...departments.map((id) => `${id}  P1M`),
  ...teams.flatMap((id) => [`${id}  P1M`, `${id} gpt P1M`]),
  ...users.flatMap((id) => [`${id}  P1M`, `${id}  null`]),
].sort();

const nameOf = ({ entityId, scopeEntityIds, cadence }: Row): string => `${entityId} ${scopeEntityIds} ${cadence}`;

async function furnish(client: Client, tick: () => void): Promise<void> {
  const types = ["department", "team", "user", "model"];
  await client.upsertEntityTypes({
    entityTypes: types.map((id) => ({ id, displayName: id, attributionKeys: [`${id}Id`] })),
  });
  await client.upsertCapabilities({ capabilities: [{ id: "credits", kind: "currency", displayName: "Credits" }] });
  const put = async (entityTypeId: string, ids: readonly string[]): Promise<void> => {
    for (let from = 0; from < ids.length; from += LEDGER_PAGE) {
      const entities = ids.slice(from, from + LEDGER_PAGE).map((id) => ({
        id,
        entityTypeId,
        ...(id.includes("-") ? { parentId: above(id) } : {}),
      }));
      await client.upsertEntities({ customerId: CUSTOMER, entities });
      tick();
    }
  };
  await put("model", ["gpt"]);
  await put("department", departments);
  await put("team", teams.toReversed());
  await put("user", users);
  const budget = { capabilityId: "credits", cadence: "P1M", usageLimit: 1_000 };
  await client.upsertAssignments({
    customerId: CUSTOMER,
    assignments: [
      ...[...departments, ...teams].map((entityId) => ({ ...budget, entityId })),
      ...teams.map((entityId) => ({ ...budget, entityId, scopeEntityIds: ["gpt"] })),
    ],
  });
  await client.putDefaultAssignments({ id: "user", assignments: [budget, { ...budget, cadence: null }] });
}

/** Writes until it is told to stop; which user, team or model is a matter of the number of the event. */
function write(client: Client, writer: number): { stop(): Promise<number> } {
  let isOver = false;
  let events = 0;
  const one = () => {
    events += 1;
    const user = users[(events * 37 + writer * 101) % users.length] ?? "";
    return {
      customerId: CUSTOMER,
      capabilityId: "credits",
      amount: ((events % 7) + 1) / UNITS,
      dimensions:
        events % 9 === 0 ? { teamId: above(user) } : { userId: user, ...(events % 3 ? { modelId: "gpt" } : {}) },
      idempotencyKey: `w${writer}-${events}`,
    };
  };
  const running = (async () => {
    while (!isOver) await client.ingest({ events: Array.from({ length: BATCH }, one), figures: false });
  })();
  return {
    stop: async () => {
      isOver = true;
      await running;
      return events;
    },
  };
}

async function pagesOf(client: Client, query: Query): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after: string | null = ""; after !== null; ) {
    const from: { after?: string } = after === "" ? {} : { after };
    const page = await client.queryTree({ customerId: CUSTOMER, ...query, ...from });
    rows.push(...page.data);
    after = page.pagination.next;
    expect(page.totals.rows).toBe(ALL.length);
  }
  return rows;
}

interface Used {
  readonly used: Map<string, number>;
  readonly entries: number;
}

/** Used per entity, and per team with the model, in hundredths, by what the ledger lists. */
async function usedByLedger(client: Client): Promise<Used> {
  const used = new Map<string, number>();
  const entries = await ledgerOf(client);
  for (const { amount, resolvedEntityIds: ids } of entries) {
    const scoped = ids.includes("gpt") ? ids.filter((id) => teams.includes(id)).map((id) => `${id} gpt`) : [];
    for (const name of [...ids, ...scoped]) used.set(name, (used.get(name) ?? 0) + Math.round(amount * UNITS));
  }
  return { used, entries: entries.length };
}

async function ledgerOf(client: Client): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (let after: string | null = ""; after !== null; ) {
    const from: { after?: string } = after === "" ? {} : { after };
    const page = await client.listLedger({ customerId: CUSTOMER, limit: LEDGER_PAGE, ...from });
    entries.push(...page.data);
    after = page.pagination.next;
  }
  return entries;
}

const ORDERS: readonly Query[] = [
  { sortBy: "id", limit: 7 },
  { sortBy: "id", order: "desc", limit: 100 },
  { sortBy: "createdAt", limit: 31 },
  { sortBy: "createdAt", order: "desc", limit: 9 },
];

/** In the order asked for, by what the rows say. */
function expectOrder(rows: readonly Row[], { sortBy, order }: Query): void {
  const told = rows.map((row) => (sortBy === "id" ? row.entityId : row.createdAt));
  const sorted = told.toSorted();
  expect(told).toEqual(order === "desc" ? sorted.toReversed() : sorted);
}

test(
  "pages by id and by creation hold every row once while usage goes on, and totals are sums over the ledger",
  async () => {
    const server = await startTestServer(Date.parse("2026-03-10T12:00:00Z"));
    const clients = Array.from({ length: WRITERS + 1 }, () => createClient({ baseUrl: server.url, apiKey: ROOT_KEY }));
    const [client = createClient({ baseUrl: server.url, apiKey: ROOT_KEY }), ...others] = clients;
    await furnish(client, () => server.clock.set(server.clock.now() + 60_000));
    const writers = others.map(write);
    const before = new Map<string, number>();
    for (const query of ORDERS) {
      const rows = await pagesOf(client, query);
      expect(rows.map(nameOf).sort()).toEqual(ALL);
      expectOrder(rows, query);
      for (const row of rows) {
        expect(row.currentUsage).toBeGreaterThanOrEqual(before.get(nameOf(row)) ?? 0);
        before.set(nameOf(row), row.currentUsage ?? 0);
      }
    }
    let events = 0;
    for (const writer of writers) events += await writer.stop();

    const { used, entries } = await usedByLedger(client);
    expect(entries).toBe(events);
    const rows = await pagesOf(client, { limit: 1_000 });
    for (const row of rows) {
      const sum = used.get(row.scopeEntityIds.length > 0 ? `${row.entityId} gpt` : row.entityId) ?? 0;
      expect([nameOf(row), row.currentUsage]).toEqual([nameOf(row), sum / UNITS]);
    }
    const sumOver = (ids: readonly string[]): number => ids.reduce((sum, id) => sum + (used.get(id) ?? 0), 0) / UNITS;
    const usage = async (entityTypeIds: string[]) =>
      (await client.queryTree({ customerId: CUSTOMER, entityTypeIds })).totals.usage;
    const credits = { capabilityId: "credits", cadence: "P1M" };
    const lifetime = { capabilityId: "credits", cadence: null, entityTypeId: "user", currentUsage: sumOver(users) };
    expect(await usage(["department", "team", "user"])).toEqual([
      lifetime,
      { ...credits, entityTypeId: "department", currentUsage: sumOver(departments) },
    ]);
    expect(await usage(["team", "user"])).toEqual([
      lifetime,
      { ...credits, entityTypeId: "team", currentUsage: sumOver(teams) },
    ]);
    expect(await usage(["user"])).toEqual([
      lifetime,
      { ...credits, entityTypeId: "user", currentUsage: sumOver(users) },
    ]);
    console.log(`${events} events beside ${ORDERS.length} walks of ${ALL.length} rows`);
    for (const each of clients) await each.close();
    await server.stop();
  },
  TEST_MS_MAX,
);
