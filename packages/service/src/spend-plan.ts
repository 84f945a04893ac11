// Spend plan: judges a consume or reserve by figures that its transaction then holds to their ceilings (R24, R26, R28, R29).
import {
  AHEAD_MAX_MS,
  type AttributionPlace,
  affordable,
  archivedFault,
  type Capability,
  chainsOf,
  type Fault,
  fault,
  isFault,
  judgeResolution,
  type MeasuredSpend,
  measureSpend,
  provisionLimitFault,
  type Resolution,
  resolve,
  type SpendRequest,
} from "@purser/core";
import { nowFor } from "./engine.ts";
import type { EntryBatch } from "./entry-batch.ts";
import {
  type DeniedSpend,
  denied,
  type GrantedSpend,
  type JudgedItem,
  type JudgedSpend,
  standpointIn,
} from "./judged-spend.ts";
import { clockBehind, type EventKey, type EventPlace, keyOf, type Standing, standingUnder } from "./recorded-event.ts";
import { type AskedSpend, recordSpend } from "./spend-record.ts";

export type SpendFate = GrantedSpend | DeniedSpend | Standing | { readonly kind: "rejected"; readonly fault: Fault };

export function planSpend(batch: EntryBatch, where: EventPlace, request: SpendRequest): SpendFate {
  const planned = batch.attempt(
    () => planNew(batch, where, request),
    (fate) => isFault(fate) || fate.kind !== "granted",
  );
  return isFault(planned) ? { kind: "rejected", fault: planned } : planned;
}

function planNew(batch: EntryBatch, where: EventPlace, request: SpendRequest): SpendFate | Fault {
  const { engine } = batch;
  const refused = customerFault(where, request);
  if (refused !== null) return refused;
  const measured = measureSpend(where, request);
  if (isFault(measured)) return measured;
  const customer = batch.customer(where.environment, request.customerId);
  const place: AttributionPlace = { ...where, customer, now: nowFor(engine, customer) };
  if (place.now - engine.clock.now() > AHEAD_MAX_MS) return clockBehind(place.now);
  const key = spendKey(batch, request, measured);
  const standing = key === null ? null : standingUnder(batch, customer, key);
  if (standing !== null) return standing;
  const fate = judge(batch, { place, request, key }, measured);
  // Whatever is refused may be the repeat of what was granted: its key is looked up before the refusal stands (R21).
  if (key !== null && (isFault(fate) || fate.kind === "denied")) batch.probe(customer, key.hash);
  return fate;
}

function customerFault({ environment }: EventPlace, { customerId, strict }: SpendRequest): Fault | null {
  const known = environment.customers.get(customerId);
  if (known !== undefined) return known.row.archivedAt === null ? null : archivedFault(customerId);
  if (!(strict ?? environment.row.strict)) return null;
  const detail = `No customer "${customerId}", and the request is strict. Make it with PUT /v1/customers, or send strict: false.`;
  return fault("CustomerNotFound", detail);
}

function spendKey(batch: EntryBatch, request: SpendRequest, measured: readonly MeasuredSpend[]): EventKey | null {
  const { operation, idempotencyKey, isItemized, items, ...fields } = request;
  const sent = { operation, idempotencyKey, fields: { ...fields, items: isItemized ? items : undefined }, measured };
  return keyOf(batch.engine, sent, request.ttlMs ?? null);
}

function judge(
  batch: EntryBatch,
  asked: AskedSpend,
  measured: readonly MeasuredSpend[],
): GrantedSpend | DeniedSpend | Fault {
  const { place, request } = asked;
  const lastEntity = place.snapshot.entities.last;
  const resolution = resolve(place, request);
  const refused = resolutionFault({ place, strict: request.strict, resolution }, measured);
  if (refused !== null) return refused;
  const judged: JudgedSpend = {
    customer: place.customer,
    now: place.now,
    unresolved: resolution.unresolved,
    items: measured.map((one) => judgeItem(batch, { place, resolution }, one)),
    isItemized: request.isItemized,
    lastEntity,
    standpoint: standpointIn(batch),
    instant: place.now,
  };
  const isGranted = judged.items.every((item) => item.isGranted);
  return isGranted ? recordSpend(batch, { ...asked, resolution }, judged) : denied(batch, judged);
}

/** What a request that would create or hold may not leave unresolved; the provision limit comes first (R6). */
export function resolutionFault(
  resolved: {
    readonly place: AttributionPlace;
    readonly strict: boolean | undefined;
    readonly resolution: Resolution;
  },
  measured: readonly { readonly capability: Capability }[],
): Fault | null {
  const { place, strict, resolution } = resolved;
  for (const { capability } of measured) {
    const limited = provisionLimitFault(place, capability, resolution);
    if (limited !== null) return limited;
  }
  return judgeResolution(place, strict, resolution);
}

function judgeItem(
  batch: EntryBatch,
  { place, resolution }: { readonly place: AttributionPlace; readonly resolution: Resolution },
  measured: MeasuredSpend,
): JudgedItem {
  const { snapshot, customer, now } = place;
  const { capability } = measured;
  const chains = chainsOf(
    { snapshot, customer, capability: capability.number, set: resolution.set, now },
    resolution.leaves,
  );
  batch.plan(chains.flat());
  const granted = affordable(chains, measured);
  const requested = granted ?? measured.minAmount ?? measured.amount;
  return { capability, requested, amount: requested, isGranted: granted !== null, chains };
}
