// Corrections: entries that take back use of an earlier entry, never more than is left of it (R23).
import {
  AHEAD_MAX_MS,
  budgetsMoved,
  type ChainNode,
  type Fault,
  fault,
  formatAmount,
  isFault,
  isHoldKind,
  parseAmount,
  roundingOf,
  type UsageEvent,
} from "@purser/core";
import { type Engine, nowFor } from "./engine.ts";
import type { EntryBatch } from "./entry-batch.ts";
import type { Original, OriginalEntries } from "./original-entries.ts";
import {
  clockBehind,
  type EventFate,
  type EventKey,
  keyOf,
  leavesRange,
  outOfRange,
  sentBy,
  standingUnder,
} from "./recorded-event.ts";

/** An ingest event with `correctsEntryId`: a negative amount under a key of its own. */
export function recordCorrection(batch: EntryBatch, originals: OriginalEntries, event: UsageEvent): EventFate {
  const planned = planCorrection(batch, originals, event);
  return isFault(planned) ? { kind: "rejected", fault: planned } : planned;
}

function planCorrection(batch: EntryBatch, originals: OriginalEntries, event: UsageEvent): EventFate | Fault {
  const { engine } = batch;
  const misused = judgeFields(event);
  if (misused !== null) return misused;
  const original = originals.get(event.customerId, event.correctsEntryId ?? "");
  if (original === undefined) {
    return fault("NotFound", `The customer has no ledger entry "${event.correctsEntryId}".`, "/correctsEntryId");
  }
  if (!isCorrectable(original)) return notCorrectable();
  const capability = engine.snapshot.capability(original.entry.capability);
  const amount = parseAmount(event.amount ?? 0, {
    scale: capability.scale,
    rounding: roundingOf(capability),
    allowNegative: true,
  });
  if (typeof amount === "string") return fault("InvalidRequest", amount, "/amount");
  if (amount >= 0) return fault("InvalidRequest", "A correction takes back: send a negative amount.", "/amount");
  const key = keyOf(engine, sentBy(event, [{ capability, amount }]));
  return takeBack(batch, { original, amount, key, event });
}

/** A void: whatever is left of the entry, once; `key` names the entry itself, so that a second void is a duplicate. */
export function recordVoid(batch: EntryBatch, original: Original, metadata: UsageEvent["metadata"]): EventFate {
  if (!isCorrectable(original)) return { kind: "rejected", fault: notCorrectable() };
  const { ids } = batch.engine;
  const event = { customerId: original.customer.row.id, metadata };
  const text = `void ${original.entry.sequence}`;
  // Callers' keys are digested with another word in front.
  const key = { hash: ids.digest(text), content: ids.digest(text), sent: sentBy(event, []) };
  const left = batch.left.get(original.entry.sequence) ?? original.left;
  const planned = takeBack(batch, { original, amount: 0 - left, key, event });
  return isFault(planned) ? { kind: "rejected", fault: planned } : planned;
}

interface TakingBack {
  readonly original: Original;
  /** Negative, in units. */
  readonly amount: number;
  readonly key: EventKey | null;
  readonly event: Pick<UsageEvent, "customerId" | "metadata" | "idempotencyKey">;
}

function takeBack(batch: EntryBatch, taking: TakingBack): EventFate | Fault {
  const { engine } = batch;
  const { original, amount, key } = taking;
  const { customer, entry } = original;
  const now = nowFor(engine, customer);
  if (now - engine.clock.now() > AHEAD_MAX_MS) return clockBehind(now);
  const standing = key === null ? null : standingUnder(batch, customer, key);
  if (standing !== null) return standing;
  const budgets = budgetsOf(engine, original);
  const refusal = judgeLeft(batch, taking, budgets);
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
          reservation: 0,
          countedAs: entry.countedAs || entry.sequence,
          chains: null,
          idempotencyKey: taking.event.idempotencyKey ?? null,
        },
        budgets,
      },
    ],
  };
  batch.record(recorded, key?.hash ?? null);
  return { kind: "recorded", event: recorded, unresolved: [] };
}

/** Sets the live figures of the budgets, which what follows in the batch is judged by. */
function judgeLeft(batch: EntryBatch, taking: TakingBack, budgets: readonly ChainNode[]): Fault | null {
  const { original, amount } = taking;
  const left = batch.left.get(original.entry.sequence) ?? original.left;
  if (left + amount < 0) {
    const { scale } = batch.engine.snapshot.capability(original.entry.capability);
    const detail = `The correction takes back more than is left of the entry (${formatAmount(left, scale)}). Take back at most that.`;
    return fault("CorrectionExceedsEntry", detail, "/amount");
  }
  return leavesRange(batch, budgets, { use: amount, hold: 0 }) ? outOfRange() : null;
}

/** R23: a correction keeps set, timestamp and (for countFrom) recording of what it corrects. */
function budgetsOf(engine: Engine, { customer, entry }: Original): ReturnType<typeof budgetsMoved> {
  const { snapshot } = engine;
  return budgetsMoved(
    {
      snapshot,
      customer,
      capability: entry.capability,
      set: entry.resolved,
      now: entry.timestamp,
      today: nowFor(engine, customer),
    },
    entry.countedAs || entry.sequence,
  );
}

const isCorrectable = ({ entry }: Original): boolean => entry.kind !== "correction" && !isHoldKind(entry.kind);

const notCorrectable = (): Fault =>
  fault(
    "NotCorrectable",
    "Only use can be corrected, and a correction not at all. Correct an entry that counted use, or record new usage.",
    "/correctsEntryId",
  );

function judgeFields(event: UsageEvent): Fault | null {
  for (const field of ["capabilityId", "items", "dimensions", "entityIds", "timestamp"] as const) {
    if (event[field] !== undefined) {
      return fault(
        "InvalidRequest",
        `A correction keeps the ${field} of the entry that it corrects; leave it out.`,
        `/${field}`,
      );
    }
  }
  if (event.idempotencyKey === undefined) {
    return fault(
      "InvalidRequest",
      "A correction needs an idempotencyKey, so that a repeat takes back once.",
      "/idempotencyKey",
    );
  }
  return event.amount === undefined
    ? fault("InvalidRequest", "Say how much to take back: a negative amount.", "/amount")
    : null;
}
