// Worlds in memory: the engine on the memory store, its snapshot and live counters loaded directly.
import { hash, randomBytes } from "node:crypto";
import type { CatalogChange } from "@purser/core";
import {
  type Caller,
  type CounterFigure,
  type Engine,
  type Ids,
  makeOperations,
  type Operations,
  startEngine,
  type TokenSeal,
} from "@purser/service";
import { LiveCounters, openMemoryStore } from "@purser/store-memory";
import { ENVIRONMENT, monthStart, Organisation, type OrganisationPlan } from "./organisation.ts";
import { worldRows } from "./world-rows.ts";

export interface World {
  readonly engine: Engine;
  readonly operations: Operations;
  readonly organisations: readonly Organisation[];
}

export const CALLER: Caller = { environment: ENVIRONMENT, actor: "bench", access: "root", requestId: "bench" };

const ids: Ids = {
  random: (bytes) => randomBytes(bytes).toString("base64url"),
  digest: (text) => hash("sha256", text, "hex").slice(0, 32),
};

const NO_TOKENS: TokenSeal = { seal: async () => "", open: async () => null };

export async function memoryWorld(plans: readonly OrganisationPlan[]): Promise<World> {
  const { ledger, catalog } = openMemoryStore();
  const clock = { now: () => Date.now() };
  const engine = await startEngine({ ledger, catalog, clock, ids, makeCounters: () => new LiveCounters() });
  const signer = { sign: (text: string) => text };
  const beside = { cursors: signer, keys: signer, tokenIds: signer, tokens: NO_TOKENS, backups: null };
  const operations = makeOperations(engine, beside);
  const organisations = plans.map((plan) => new Organisation(plan));
  applyAll(engine, worldRows(organisations));
  engine.snapshot.entities.committed = engine.snapshot.entities.last;
  for (const organisation of organisations) settleAll(engine.counters, organisation.counters(monthStart(Date.now())));
  return { engine, operations, organisations };
}

export function applyAll({ snapshot }: Pick<Engine, "snapshot">, rows: Iterable<CatalogChange>): void {
  for (const row of rows) snapshot.apply(row);
}

const SLICE = 1_000;

export function settleAll(counters: Engine["counters"], figures: Iterable<CounterFigure>): void {
  let slice: CounterFigure[] = [];
  for (const figure of figures) {
    slice.push({ ...figure, used: 1_000 });
    if (slice.length < SLICE) continue;
    counters.settle(slice, Date.now());
    slice = [];
  }
  counters.settle(slice, Date.now());
}

/** Many customers of `users` users each, numbered one behind the other. */
export function manyPlans(customers: number, plan: Omit<OrganisationPlan, "customer">): OrganisationPlan[] {
  const plans: OrganisationPlan[] = [];
  let firstEntity = plan.firstEntity ?? 1;
  let firstAssignment = plan.firstAssignment ?? 1;
  for (let customer = 1; customer <= customers; customer += 1) {
    const made = { ...plan, customer, firstEntity, firstAssignment };
    plans.push(made);
    const { lastEntity, lastAssignment } = new Organisation(made);
    firstEntity = lastEntity + 1;
    firstAssignment = lastAssignment + 1;
  }
  return plans;
}
