// The kill harness: real processes killed at random instants under load; whatever was acknowledged is there once (P1).
import { createClient, PurserUnreachable } from "@purser/client";
import { Chance } from "../simulator/chance.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

export interface KillOrder {
  readonly data: string;
  readonly kills: number;
  readonly seed: number;
  /** Told after each kill. */
  readonly tell?: (kill: number) => void;
}

export interface KillReport {
  readonly kills: number;
  readonly acknowledged: number;
  /** Events whose answer was lost by a kill; each was sent again under its key. */
  readonly unanswered: number;
  /** Of those, how many were there already. */
  readonly foundAgain: number;
  /** Whatever is wrong: lost, counted twice, torn, drifted. */
  readonly faults: readonly string[];
}

const KEY = "kill-harness-root-key-long-enough-for-all";
const CUSTOMER = "acme";
const AGENTS = 6;
const LANES = 8;
const EVENTS_MAX = 5;
const ALIVE_MS_MIN = 40;
const ALIVE_MS_SPREAD = 360;
const PAGE = 100;
const TOKENS_MAX = 1_000;
const CREDITS_MAX = 9;

type Client = ReturnType<typeof createClient>;

interface SentEvent {
  readonly idempotencyKey: string;
  readonly agent: number;
  readonly tokens: number;
  readonly credits: number;
}

export async function killRepeatedly(order: KillOrder): Promise<KillReport> {
  const run = new KillRun(order);
  let server = await startServerProcess({ data: order.data, key: KEY });
  await run.furnish(server.url);
  for (let kill = 1; kill <= order.kills; kill += 1) {
    await run.loadUntilKilled(server);
    server = await startServerProcess({ data: order.data, key: KEY });
    await run.sendAgain(server.url);
    order.tell?.(kill);
  }
  const faults = await run.findFaults(server.url);
  const exit = await server.end("SIGTERM");
  if (exit !== 0) faults.push(`after SIGTERM the server ended with ${exit}`);
  const { acknowledged, unanswered, foundAgain } = run;
  return { kills: order.kills, acknowledged: acknowledged.length, unanswered, foundAgain, faults };
}

class KillRun {
  readonly acknowledged: SentEvent[] = [];
  unanswered = 0;
  foundAgain = 0;
  #open: SentEvent[] = [];
  #sent = 0;
  readonly #chance: Chance;

  constructor({ seed }: KillOrder) {
    this.#chance = new Chance(seed);
  }

  async furnish(url: string): Promise<void> {
    const client = createClient({ baseUrl: url, apiKey: KEY });
    const type = (id: string, attributionKeys: string[]) => ({ id, displayName: id, attributionKeys });
    await client.upsertEntityTypes({ entityTypes: [type("org", []), type("agent", ["agentId"])] });
    await client.upsertCapabilities({
      capabilities: [
        { id: "tokens", kind: "feature", displayName: "Tokens" },
        { id: "credits", kind: "currency", displayName: "Credits" },
      ],
    });
    const agents = Array.from({ length: AGENTS }, (_, agent) => ({
      id: `agent-${agent}`,
      entityTypeId: "agent",
      parentId: "org",
    }));
    await client.upsertEntities({ customerId: CUSTOMER, entities: [{ id: "org", entityTypeId: "org" }, ...agents] });
    const assignments = ["tokens", "credits"].map((capabilityId) => ({
      capabilityId,
      cadence: null,
      usageLimit: null,
    }));
    for (const id of ["org", "agent"]) await client.putDefaultAssignments({ id, assignments });
    await client.close();
  }

  async loadUntilKilled(server: ServerProcess): Promise<void> {
    const client = createClient({ baseUrl: server.url, apiKey: KEY });
    const lanes = Array.from({ length: LANES }, () => this.#sendUntilRefused(client));
    await new Promise((resolve) => setTimeout(resolve, ALIVE_MS_MIN + this.#chance.below(ALIVE_MS_SPREAD)));
    await server.end("SIGKILL");
    await Promise.all(lanes);
    await client.close();
  }

  /** Events whose answer was lost may have been counted: their keys tell. */
  async sendAgain(url: string): Promise<void> {
    const client = createClient({ baseUrl: url, apiKey: KEY });
    const open = this.#open;
    this.#open = [];
    this.unanswered += open.length;
    for (let from = 0; from < open.length; from += PAGE) await this.#send(client, open.slice(from, from + PAGE));
    await client.close();
  }

  async findFaults(url: string): Promise<string[]> {
    const client = createClient({ baseUrl: url, apiKey: KEY, timeoutMs: 60_000 });
    const faults = [...(await this.#ledgerFaults(client)), ...(await this.#figureFaults(client))];
    const { driftedCount } = await client.verify({});
    if (driftedCount > 0) faults.push(`verify finds ${driftedCount} drifted counters`);
    await client.close();
    return faults;
  }

  async #sendUntilRefused(client: Client): Promise<void> {
    for (;;) {
      const events = Array.from({ length: 1 + this.#chance.below(EVENTS_MAX) }, () => this.#event());
      try {
        await this.#send(client, events);
      } catch (error) {
        this.#open.push(...events);
        if (error instanceof PurserUnreachable) return;
        throw error;
      }
    }
  }

  async #send(client: Client, events: readonly SentEvent[]): Promise<void> {
    const { data } = await client.ingest({ events: events.map(asEvent), figures: false });
    for (const [index, { status }] of data.entries()) {
      const event = events[index];
      if (status === "rejected" || event === undefined) throw new Error("an event of the harness was rejected");
      if (status === "duplicate") this.foundAgain += 1;
      this.acknowledged.push(event);
    }
  }

  #event(): SentEvent {
    this.#sent += 1;
    return {
      idempotencyKey: `k${this.#sent}`,
      agent: this.#chance.below(AGENTS),
      tokens: 1 + this.#chance.below(TOKENS_MAX),
      credits: 1 + this.#chance.below(CREDITS_MAX),
    };
  }

  /** Every event with both of its entries, each once. */
  async #ledgerFaults(client: Client): Promise<string[]> {
    const found = new Map<string, number>();
    for (let after: string | null | undefined; after !== null; ) {
      const page = await client.listLedger({
        customerId: CUSTOMER,
        limit: PAGE,
        ...(after === undefined ? {} : { after }),
      });
      for (const { idempotencyKey } of page.data) {
        found.set(idempotencyKey ?? "", (found.get(idempotencyKey ?? "") ?? 0) + 1);
      }
      after = page.pagination.next;
    }
    const known = new Set(this.acknowledged.map(({ idempotencyKey }) => idempotencyKey));
    const faults = [...known].flatMap((key) => {
      const entries = found.get(key) ?? 0;
      return entries === 2 ? [] : [`event ${key} has ${entries} entries instead of 2`];
    });
    for (const key of found.keys())
      if (!known.has(key)) faults.push(`the ledger has ${key}, which nobody acknowledged`);
    return faults;
  }

  async #figureFaults(client: Client): Promise<string[]> {
    const faults: string[] = [];
    for (const capabilityId of ["tokens", "credits"] as const) {
      const sums = new Map<string, number>();
      for (const event of this.acknowledged) {
        for (const id of ["org", `agent-${event.agent}`]) sums.set(id, (sums.get(id) ?? 0) + event[capabilityId]);
      }
      for (const [id, sum] of sums) {
        const decision = await client.check({ customerId: CUSTOMER, capabilityId, requestedUsage: 0, entityIds: [id] });
        const counted = decision.chains[0]?.find(({ entityId }) => entityId === id)?.currentUsage;
        if (counted !== sum) faults.push(`${id} has ${counted} ${capabilityId} instead of ${sum}`);
      }
    }
    return faults;
  }
}

const asEvent = ({ idempotencyKey, agent, tokens, credits }: SentEvent) => ({
  customerId: CUSTOMER,
  items: [
    { capabilityId: "tokens", amount: tokens },
    { capabilityId: "credits", amount: credits },
  ],
  dimensions: { agentId: `agent-${agent}` },
  idempotencyKey,
});
