// Reservation steps: entries that an open or ended reservation writes over the kept set of its opening (R26, R27).
import { budgetsMoved, type ChainNode, type Fault, type Reservation } from "@purser/core";
import { nowFor } from "./engine.ts";
import type { EntryBatch, RecordedEvent } from "./entry-batch.ts";
import type { NewEntry } from "./ports.ts";
import { leavesRange, outOfRange } from "./recorded-event.ts";

/** What a step does to one capability of the reservation, in units. */
export interface StepItem {
  readonly capability: number;
  readonly use: number;
  readonly hold: number;
}

export interface Step {
  readonly kind: NewEntry["kind"];
  readonly items: readonly StepItem[];
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

type StepUse = RecordedEvent["uses"][number];

/** The entries of the step, or why they can't be written. */
export function stepUses(batch: EntryBatch, reservation: Reservation, step: Step): StepUse[] | Fault {
  const uses: StepUse[] = [];
  for (const item of step.items) {
    const budgets = budgetsOfStep(batch, reservation, item.capability);
    if (leavesRange(batch, budgets, item)) return outOfRange();
    uses.push({ entry: entryOf(batch, reservation, { ...step, item }), budgets });
  }
  return uses;
}

/** Every budget that the entries of the reservation move, whatever has become of its entities since. */
export function budgetsOfStep(batch: EntryBatch, reservation: Reservation, capability: number): ChainNode[] {
  const { snapshot } = batch.engine;
  const customer = snapshot.customer(reservation.customer);
  const { resolved, timestamp, opened } = reservation;
  const today = nowFor(batch.engine, customer);
  return budgetsMoved({ snapshot, customer, capability, set: resolved, now: timestamp, today }, opened);
}

function entryOf(
  batch: EntryBatch,
  reservation: Reservation,
  { kind, item, metadata }: Step & { readonly item: StepItem },
): NewEntry {
  const { customer, timestamp, resolved, dimensions, named, number, opened } = reservation;
  return {
    ...item,
    kind,
    customer,
    timestamp,
    recordedAt: nowFor(batch.engine, batch.engine.snapshot.customer(customer)),
    resolved,
    dimensions,
    named,
    metadata: metadata ?? null,
    corrects: 0,
    reservation: number,
    countedAs: opened,
    chains: null,
    idempotencyKey: null,
  };
}

/** Appends the entries and makes `after` of the reservation. */
export function recordStep(
  batch: EntryBatch,
  { before, after }: { readonly before: Reservation; readonly after: Reservation },
  uses: readonly StepUse[],
): void {
  const customer = batch.engine.snapshot.customer(before.customer);
  if (uses.length > 0) {
    batch.record({ customer, content: "", firstEntry: batch.entries.length, sequence: 0, uses }, null);
  }
  batch.reservations.change(before, after);
}

/** Ends the hold without use; the kind tells why. */
export function endHold(
  batch: EntryBatch,
  reservation: Reservation,
  state: "released" | "expired",
): Reservation | Fault {
  const items = reservation.items.map(({ capability, amount }) => ({ capability, use: 0, hold: 0 - amount }));
  const uses = stepUses(batch, reservation, { kind: state === "released" ? "release" : "expire", items });
  if (!Array.isArray(uses)) return uses;
  const after = { ...reservation, state };
  recordStep(batch, { before: reservation, after }, uses);
  return after;
}
