// Reservation doors: one small world of budgets behind every door through which it can be reserved and spent.
import { type Client, createClient } from "@purser/client";
import type { Answer, OperationName, Request } from "@purser/contract";
import { LiveCounters, openMemoryStore } from "@purser/store-memory";
import { MovableClock, OperationsSystem, startServerProcess, testIds, withDirectory } from "@purser/testkit";
import { openPurser } from "purser";

export type Door = { readonly [Name in OperationName]: (input: Request<Name>) => Promise<Answer<Name>> };

export const CUSTOMER = "acme";
export const KEY = "a-root-key-for-doors-to-reservations";
export const AGENTS = ["a1", "a2"] as const;

/** Asks for credits of one agent. */
export const credits = (agentId: string) => ({
  customerId: CUSTOMER,
  capabilityId: "credits",
  dimensions: { agentId },
});

/** A team with its limit, and agents below it with the same. */
export async function furnish(door: Door, usageLimit: number): Promise<void> {
  const type = (id: string, key: string) => ({ id, displayName: id, attributionKeys: [key] });
  await door.upsertEntityTypes({ entityTypes: [type("team", "teamId"), type("agent", "agentId")] });
  await door.upsertCapabilities({
    capabilities: [{ id: "credits", kind: "currency", displayName: "Credits", scale: 2 }],
  });
  const agents = AGENTS.map((id) => ({ id, entityTypeId: "agent", parentId: "team" }));
  await door.upsertEntities({ customerId: CUSTOMER, entities: [{ id: "team", entityTypeId: "team" }, ...agents] });
  const assignments = ["team", ...AGENTS].map((entityId) => ({
    entityId,
    capabilityId: "credits",
    cadence: null,
    usageLimit,
  }));
  await door.upsertAssignments({ customerId: CUSTOMER, assignments });
}

/** A server in a process of its own. */
const overHttp = (work: (door: Door) => Promise<void>): Promise<void> =>
  withDirectory(async (data) => {
    const server = await startServerProcess({ data, key: KEY });
    const client: Client = createClient({ baseUrl: server.url, apiKey: KEY, timeoutMs: 60_000 });
    try {
      await work(client);
    } finally {
      await client.close();
      await server.end("SIGTERM");
    }
  });

const embedded = (work: (door: Door) => Promise<void>): Promise<void> =>
  withDirectory(async (data) => {
    const purser = await openPurser({ data });
    try {
      await work(purser);
    } finally {
      await purser.close();
    }
  });

async function inMemory(work: (door: Door) => Promise<void>): Promise<void> {
  const system = await startInMemory(new MovableClock(Date.parse("2026-03-10T12:00:00Z")));
  await work(doorOf(system));
  await system.stop();
}

export function startInMemory(clock: MovableClock): Promise<OperationsSystem> {
  const makeCounters = () => new LiveCounters();
  return OperationsSystem.start({ ...openMemoryStore(), clock, ids: testIds(), makeCounters });
}

/** Problems are thrown, as the other doors throw them. */
export function doorOf(system: OperationsSystem): Door {
  const call = async (name: string, input: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const outcome = await system.call(name, input);
    if ("answer" in outcome) return outcome.answer;
    throw Object.assign(new Error(outcome.problem.detail), outcome.problem);
  };
  const get = (_: object, name: string) => (input: Readonly<Record<string, unknown>>) => call(name, input);
  return new Proxy({}, { get }) as Door;
}

export const DOORS = { "over HTTP": overHttp, "in process": embedded, "on the memory store": inMemory } as const;

type Entry = Answer<"listLedger">["data"][number];

/** The customer's whole ledger, oldest first. */
export async function ledgerOf(door: Door): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await door.listLedger({
      customerId: CUSTOMER,
      limit: 100,
      ...(after === undefined ? {} : { after }),
    });
    entries.push(...page.data);
    after = page.pagination.next;
  }
  return entries;
}

/** A decimal of two places as the whole number that it stands for. */
export const cents = (amount: number): number => Math.round(amount * 100);
