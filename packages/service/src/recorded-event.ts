// Recorded events: the entries that an event becomes, and its judgement against keys, clocks and ranges (R16, R19–R21).
import {
  AHEAD_MAX_MS,
  type AttributionPlace,
  contentOf,
  type CustomerState,
  type Fault,
  fault,
  isComplete,
  isFault,
  type LedgerEntry,
  measureUsage,
  planUsage,
  type Resolution,
  type Unresolved,
  type UsageEvent,
  type UsagePlan,
} from "@purser/core";
import { type Engine, nowFor } from "./engine.ts";
import type { EntryBatch, RecordedEvent } from "./entry-batch.ts";
import type { NewEntry, TakenKey } from "./ports.ts";

/** How one event fares in a batch. */
export type EventFate =
  | { readonly kind: "recorded"; readonly event: RecordedEvent; readonly unresolved: readonly Unresolved[] }
  | { readonly kind: "repeat"; readonly event: RecordedEvent }
  | { readonly kind: "duplicate"; readonly customer: CustomerState; readonly entries: readonly LedgerEntry[] }
  | { readonly kind: "rejected"; readonly fault: Fault };

/** The key and content of an event, told apart from others by digests; null when it has no key of its own. */
export interface EventKey {
  readonly hash: string;
  readonly content: string;
}

export function recordEvent(engine: Engine, batch: EntryBatch, place: Omit<AttributionPlace, "now" | "customer">, event: UsageEvent): EventFate {
  const planned = batch.attempt(() => planRecord(engine, batch, place, event), isRefused);
  return isFault(planned) ? { kind: "rejected", fault: planned } : planned;
}

const isRefused = (fate: EventFate | Fault): boolean => isFault(fate) || fate.kind !== "recorded";

function planRecord(engine: Engine, batch: EntryBatch, where: Omit<AttributionPlace, "now" | "customer">, event: UsageEvent): EventFate | Fault {
  const customer = batch.customer(where.environment, event.customerId);
  const place: AttributionPlace = { ...where, customer, now: nowFor(engine, customer) };
  if (place.now - engine.clock.now() > AHEAD_MAX_MS) return clockBehind(place.now);
  const measured = measureUsage(place, event);
  if (isFault(measured)) return measured;
  const key = keyOf(engine, event, contentOf("ingest", event, measured));
  const standing = key === null ? null : standingUnder(batch, customer, key);
  if (standing !== null) return standing;
  const plan = planUsage(place, event, measured);
  if (!isFault(plan)) {
    const refusal = judgeRange(engine, batch, plan);
    if (refusal === null) return { ...record(batch, { place, event, key }, plan), unresolved: plan.resolution.unresolved };
    return refuse(batch, customer, key, refusal);
  }
  return refuse(batch, customer, key, plan);
}

/** A refused event may be the repeat of a recorded one: its key is looked up before the refusal stands (R21). */
function refuse(batch: EntryBatch, customer: CustomerState, key: EventKey | null, refusal: Fault): Fault {
  if (key !== null) batch.probe(customer, key.hash);
  return refusal;
}

export function keyOf(engine: Engine, event: UsageEvent, content: string): EventKey | null {
  if (event.idempotencyKey === undefined) return null;
  return { hash: engine.ids.digest(event.idempotencyKey), content: engine.ids.digest(content) };
}

/** What already stands under the key, in this batch or in the ledger; null when it is free. */
export function standingUnder(batch: EntryBatch, customer: CustomerState, key: EventKey): EventFate | Fault | null {
  const inBatch = batch.standing(customer, key.hash);
  if (inBatch !== undefined) return inBatch.content === key.content ? { kind: "repeat", event: inBatch } : conflict("");
  const taken = batch.taken(customer, key.hash);
  if (taken === undefined) return null;
  if (taken.content === key.content) return { kind: "duplicate", customer, entries: taken.entries };
  return conflict(standingText(taken));
}

function standingText(taken: TakenKey): string {
  const first = taken.entries[0];
  if (first === undefined) return "";
  return ` The ledger has it with ${taken.entries.length} entr${taken.entries.length === 1 ? "y" : "ies"}, timestamp ${new Date(first.timestamp).toISOString()}.`;
}

const conflict = (standing: string): Fault =>
  fault(
    "IdempotencyConflict",
    `Another event was recorded under this idempotency key.${standing} Send a new key for a new event, or the same content to repeat.`,
    "/idempotencyKey",
  );

export const clockBehind = (now: number): Fault =>
  fault(
    "ClockBehind",
    `The server's clock is more than 5 minutes behind the customer's last entry (${new Date(now).toISOString()}). Set the clock; nothing was written.`,
  );

function judgeRange(engine: Engine, batch: EntryBatch, plan: UsagePlan): Fault | null {
  for (const use of plan.uses) {
    const kept = use.budgets.filter((node) => isComplete(engine.snapshot, node));
    engine.counters.read(kept);
    if (batch.counters.leavesRange(kept, use.amount)) return outOfRange();
  }
  return null;
}

export const outOfRange = (): Fault =>
  fault("AmountOutOfRange", "The entry would carry a budget beyond 999,999,999,999,999 units. Use a capability with a smaller scale.");

interface Recording {
  readonly place: AttributionPlace;
  readonly event: UsageEvent;
  readonly key: EventKey | null;
}

function record(batch: EntryBatch, recording: Recording, plan: UsagePlan): { kind: "recorded"; event: RecordedEvent } {
  const { place, event, key } = recording;
  const base = entryBase(place, event, plan);
  const recorded: RecordedEvent = {
    customer: place.customer,
    content: key?.content ?? "",
    firstEntry: batch.entries.length,
    sequence: 0,
    uses: plan.uses.map((use) => ({
      entry: { ...base, capability: use.capability.number, use: use.amount },
      budgets: use.budgets,
    })),
  };
  batch.record(recorded, key?.hash ?? null);
  return { kind: "recorded", event: recorded };
}

function entryBase(place: AttributionPlace, event: UsageEvent, plan: UsagePlan): Omit<NewEntry, "capability" | "use"> {
  return {
    kind: "ingest",
    customer: place.customer.row.number,
    hold: 0,
    timestamp: plan.timestamp,
    recordedAt: place.now,
    resolved: plan.resolution.set,
    dimensions: event.dimensions === undefined ? null : namedDimensions(place, event.dimensions, plan.resolution),
    named: event.entityIds === undefined ? null : event.entityIds.map((id) => place.customer.entities.get(id) ?? id),
    metadata: event.metadata ?? null,
    corrects: 0,
    idempotencyKey: event.idempotencyKey ?? null,
  };
}

/** Values that named entities are kept as numbers, so that erasure has one row to rewrite (page 3). */
function namedDimensions(
  place: AttributionPlace,
  dimensions: Readonly<Record<string, string>>,
  resolution: Resolution,
): Record<string, string | number> {
  const kept: Record<string, string | number> = {};
  for (const key in dimensions) {
    const value = dimensions[key] ?? "";
    const entity = place.environment.keys.has(key) ? place.customer.entities.get(value) : undefined;
    const isNamed = entity !== undefined && (resolution.set.includes(entity) || place.snapshot.entities.isArchived(entity));
    kept[key] = isNamed ? entity : value;
  }
  return kept;
}
