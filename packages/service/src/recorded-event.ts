// Recorded events: the entries that an event becomes, and its judgement against keys, clocks and ranges (R16, R19–R21).
import {
  AHEAD_MAX_MS,
  type AttributionPlace,
  type ChainNode,
  type CustomerState,
  contentOf,
  type Fault,
  fault,
  isComplete,
  isFault,
  type LedgerEntry,
  measureUsage,
  planUsage,
  type Unresolved,
  type UsageEvent,
  type UsagePlan,
} from "@purser/core";
import { type Engine, nowFor } from "./engine.ts";
import { entryBase } from "./entry-base.ts";
import type { EntryBatch, RecordedEvent } from "./entry-batch.ts";
import { idempotencyConflict, type SentEvent } from "./idempotency-conflict.ts";

/** What stands under a key already: recorded by the same batch, or before. */
export type Standing =
  | { readonly kind: "repeat"; readonly event: RecordedEvent }
  | { readonly kind: "duplicate"; readonly customer: CustomerState; readonly entries: readonly LedgerEntry[] };

/** How one event fares in a batch. */
export type EventFate =
  | { readonly kind: "recorded"; readonly event: RecordedEvent; readonly unresolved: readonly Unresolved[] }
  | Standing
  | { readonly kind: "rejected"; readonly fault: Fault };

/** The key and content of an event, told apart from others by digests; null when it has no key of its own. */
export interface EventKey {
  readonly hash: string;
  readonly content: string;
  readonly sent: SentEvent;
}

/** Where events of one request happen. */
export type EventPlace = Omit<AttributionPlace, "now" | "customer">;

export function recordEvent(batch: EntryBatch, place: EventPlace, event: UsageEvent): EventFate {
  const planned = batch.attempt(() => planRecord(batch, place, event), isRefused);
  return isFault(planned) ? { kind: "rejected", fault: planned } : planned;
}

const isRefused = (fate: EventFate | Fault): boolean => isFault(fate) || fate.kind !== "recorded";

function planRecord(batch: EntryBatch, where: EventPlace, event: UsageEvent): EventFate | Fault {
  const { engine } = batch;
  if ((event.strict ?? where.environment.row.strict) && !where.environment.customers.has(event.customerId)) {
    const detail = `No customer "${event.customerId}", and the event is strict. Make it first, or send strict: false.`;
    return fault("CustomerNotFound", detail, "/customerId");
  }
  const customer = batch.customer(where.environment, event.customerId);
  const place: AttributionPlace = { ...where, customer, now: nowFor(engine, customer) };
  if (place.now - engine.clock.now() > AHEAD_MAX_MS) return clockBehind(place.now);
  const measured = measureUsage(place, event);
  if (isFault(measured)) return measured;
  const key = keyOf(engine, sentBy(event, measured));
  const standing = key === null ? null : standingUnder(batch, customer, key);
  if (standing !== null) return standing;
  const plan = planUsage(place, event, measured);
  if (!isFault(plan)) {
    const refusal = judgeRange(batch, plan);
    if (refusal === null)
      return { ...record(batch, { place, event, key }, plan), unresolved: plan.resolution.unresolved };
    return refuse(batch, { customer, key }, refusal);
  }
  return refuse(batch, { customer, key }, plan);
}

/** A refused event may be the repeat of a recorded one: its key is looked up before the refusal stands (R21). */
function refuse(batch: EntryBatch, by: { customer: CustomerState; key: EventKey | null }, refusal: Fault): Fault {
  if (by.key !== null) batch.probe(by.customer, by.key.hash);
  return refusal;
}

/** null for an event without a key; `more` are the fields that only this operation has. */
export function keyOf(
  engine: Engine,
  sent: SentEvent & { readonly idempotencyKey: string | undefined },
  ...more: readonly (number | string | null)[]
): EventKey | null {
  const { operation, idempotencyKey } = sent;
  if (idempotencyKey === undefined) return null;
  const content = engine.ids.digest(contentOf(operation, sent, ...more));
  return { hash: engine.ids.digest(`key ${idempotencyKey}`), content, sent };
}

/** An ingest event as its key compares it. */
export const sentBy = (
  event: UsageEvent,
  measured: SentEvent["measured"],
): SentEvent & { idempotencyKey: string | undefined } => ({
  operation: "ingest",
  fields: event,
  measured,
  idempotencyKey: event.idempotencyKey,
});

/** What already stands under the key, in this batch or in the ledger; null when it is free. */
export function standingUnder(batch: EntryBatch, customer: CustomerState, key: EventKey): Standing | Fault | null {
  const inBatch = batch.standing(customer, key.hash);
  if (inBatch !== undefined) {
    if (inBatch.content === key.content) return { kind: "repeat", event: inBatch };
    return idempotencyConflict(
      batch.engine,
      key.sent,
      inBatch.uses.map(({ entry }) => entry),
    );
  }
  const taken = batch.taken(customer, key.hash);
  if (taken === undefined) return null;
  if (taken.content === key.content) return { kind: "duplicate", customer, entries: taken.entries };
  return idempotencyConflict(batch.engine, key.sent, taken.entries);
}

export const clockBehind = (now: number): Fault =>
  fault(
    "ClockBehind",
    `The server's clock is more than 5 minutes behind the customer's last entry (${new Date(now).toISOString()}). Set the clock; nothing was written.`,
  );

function judgeRange(batch: EntryBatch, plan: UsagePlan): Fault | null {
  for (const { budgets, amount } of plan.uses)
    if (leavesRange(batch, budgets, { use: amount, hold: 0 })) return outOfRange();
  return null;
}

/** What an entry does to each of its budgets, in units. */
export interface Change {
  readonly use: number;
  readonly hold: number;
}

/** Judged by the live figures; where they lag, the ledger refuses and the plan is made again with its figures. */
export function leavesRange(batch: EntryBatch, budgets: readonly ChainNode[], change: Change): boolean {
  const { snapshot, counters } = batch.engine;
  const kept = budgets.filter((node) => isComplete(snapshot, node));
  void counters.read(kept);
  return batch.counters.leavesRange(kept, change);
}

export const outOfRange = (): Fault =>
  fault(
    "AmountOutOfRange",
    "The entry would carry a budget beyond 999,999,999,999,999 units. Use a capability with a smaller scale.",
  );

interface Recording {
  readonly place: AttributionPlace;
  readonly event: UsageEvent;
  readonly key: EventKey | null;
}

function record(batch: EntryBatch, recording: Recording, plan: UsagePlan): { kind: "recorded"; event: RecordedEvent } {
  const { place, event, key } = recording;
  const base = entryBase(place, event, { ...plan, kind: "ingest" });
  const recorded: RecordedEvent = {
    customer: place.customer,
    content: key?.content ?? "",
    firstEntry: batch.entries.length,
    sequence: 0,
    uses: plan.uses.map((use) => ({
      entry: { ...base, capability: use.capability.number, use: use.amount, hold: 0 },
      budgets: use.budgets,
    })),
  };
  batch.record(recorded, key?.hash ?? null);
  return { kind: "recorded", event: recorded };
}
