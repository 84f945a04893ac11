// Corrections: entries that take back use of an earlier entry, never more than is left of it (R23).
import {
  AHEAD_MAX_MS,
  budgetsMoved,
  contentOf,
  type Fault,
  fault,
  isComplete,
  isFault,
  parseAmount,
  roundingOf,
  type UsageEvent,
} from "@purser/core";
import { type Engine, nowFor } from "./engine.ts";
import type { EntryBatch } from "./entry-batch.ts";
import type { Original, OriginalEntries } from "./original-entries.ts";
import { clockBehind, type EventFate, type EventKey, keyOf, outOfRange, standingUnder } from "./recorded-event.ts";

/** An ingest event with `correctsEntryId`: a negative amount under a key of its own. */
export function recordCorrection(engine: Engine, batch: EntryBatch, originals: OriginalEntries, event: UsageEvent): EventFate {
  const planned = planCorrection(engine, batch, originals, event);
  return isFault(planned) ? { kind: "rejected", fault: planned } : planned;
}

function planCorrection(engine: Engine, batch: EntryBatch, originals: OriginalEntries, event: UsageEvent): EventFate | Fault {
  const misused = judgeFields(event);
  if (misused !== null) return misused;
  const original = originals.get(event.customerId, event.correctsEntryId ?? "");
  if (original === undefined) {
    return fault("NotFound", `The customer has no ledger entry "${event.correctsEntryId}".`, "/correctsEntryId");
  }
  if (original.entry.kind === "correction") return notCorrectable();
  const capability = engine.snapshot.capability(original.entry.capability);
  const amount = parseAmount(event.amount ?? 0, { scale: capability.scale, rounding: roundingOf(capability), allowNegative: true });
  if (typeof amount === "string") return fault("InvalidRequest", amount, "/amount");
  if (amount >= 0) return fault("InvalidRequest", "A correction takes back: send a negative amount.", "/amount");
  const key = keyOf(engine, event, contentOf("ingest", event, [{ capability, amount }]));
  return takeBack(engine, batch, { original, amount, key, event });
}

/** A void: whatever is left of the entry, once; `key` names the entry itself, so that a second void is a duplicate. */
export function recordVoid(engine: Engine, batch: EntryBatch, original: Original, metadata: UsageEvent["metadata"]): EventFate {
  if (original.entry.kind === "correction") return { kind: "rejected", fault: notCorrectable() };
  const text = `void ${original.entry.sequence}`;
  // The space in front keeps these apart from callers' keys, which have no outer blanks.
  const key = { hash: engine.ids.digest(` ${text}`), content: engine.ids.digest(text) };
  const event = { customerId: original.customer.row.id, metadata };
  const left = batch.left.get(original.entry.sequence) ?? original.left;
  const planned = takeBack(engine, batch, { original, amount: -left, key, event });
  return isFault(planned) ? { kind: "rejected", fault: planned } : planned;
}

interface TakingBack {
  readonly original: Original;
  /** Negative, in units. */
  readonly amount: number;
  readonly key: EventKey | null;
  readonly event: Pick<UsageEvent, "customerId" | "metadata" | "idempotencyKey">;
}

function takeBack(engine: Engine, batch: EntryBatch, taking: TakingBack): EventFate | Fault {
  const { original, amount, key } = taking;
  const { customer, entry } = original;
  const now = nowFor(engine, customer);
  if (now - engine.clock.now() > AHEAD_MAX_MS) return clockBehind(now);
  const standing = key === null ? null : standingUnder(batch, customer, key);
  if (standing !== null) return standing;
  const refusal = judgeLeft(engine, batch, taking);
  if (refusal !== null) {
    if (key !== null) batch.probe(customer, key.hash);
    return refusal;
  }
  const left = batch.left.get(entry.sequence) ?? original.left;
  batch.left.set(entry.sequence, left + amount);
  const { sequence: _, ...kept } = entry;
  const recorded = {
    customer,
    content: key?.content ?? "",
    firstEntry: batch.entries.length,
    sequence: 0,
    uses: [
      {
        entry: {
          ...kept,
          kind: "correction" as const,
          use: amount,
          hold: 0,
          recordedAt: now,
          metadata: taking.event.metadata ?? null,
          corrects: entry.sequence,
          idempotencyKey: taking.event.idempotencyKey ?? null,
        },
        budgets: budgetsOf(engine, original),
      },
    ],
  };
  batch.record(recorded, key?.hash ?? null);
  return { kind: "recorded", event: recorded, unresolved: [] };
}

function judgeLeft(engine: Engine, batch: EntryBatch, taking: TakingBack): Fault | null {
  const { original, amount } = taking;
  const left = batch.left.get(original.entry.sequence) ?? original.left;
  if (left + amount < 0) {
    const detail = `The correction takes back more than is left of the entry (${left} units of its capability). Take back at most that.`;
    return fault("CorrectionExceedsEntry", detail, "/amount");
  }
  const kept = budgetsOf(engine, original).filter((node) => isComplete(engine.snapshot, node));
  engine.counters.read(kept);
  return batch.counters.leavesRange(kept, amount) ? outOfRange() : null;
}

/** R23: a correction keeps set, timestamp and (for countFrom) recording of what it corrects. */
function budgetsOf(engine: Engine, { customer, entry }: Original): ReturnType<typeof budgetsMoved> {
  const { snapshot } = engine;
  return budgetsMoved(
    { snapshot, customer, capability: entry.capability, set: entry.resolved, now: entry.timestamp },
    entry.sequence,
  );
}

const notCorrectable = (): Fault =>
  fault("NotCorrectable", "A correction can't be corrected. Correct the entry that it corrects, or record new usage.", "/correctsEntryId");

function judgeFields(event: UsageEvent): Fault | null {
  for (const field of ["capabilityId", "items", "dimensions", "entityIds", "timestamp"] as const) {
    if (event[field] !== undefined) {
      return fault("InvalidRequest", `A correction keeps the ${field} of the entry that it corrects; leave it out.`, `/${field}`);
    }
  }
  if (event.idempotencyKey === undefined) {
    return fault("InvalidRequest", "A correction needs an idempotencyKey, so that a repeat takes back once.", "/idempotencyKey");
  }
  return event.amount === undefined ? fault("InvalidRequest", "Say how much to take back: a negative amount.", "/amount") : null;
}
