// Counting in the model: which ledger entries a budget counts, in which usage period, and when an assignment sleeps (R5, R13, R14).
import { type Period, periodAt } from "./calendar.ts";
import type { Entry } from "./ledger-rows.ts";
import { type Assignment, type Draft, type Entity, pairOf } from "./state.ts";

export interface Budget {
  readonly entity: Entity;
  readonly assignment: Assignment;
  readonly period: Period;
}

export function budgetAt(draft: Draft, of: Pick<Budget, "entity" | "assignment">, at: number): Budget {
  return { ...of, period: periodAt(phaseOf(draft, of), at) };
}

/** A default without zone or anchor follows its customer's. */
export function phaseOf(draft: Draft, { entity, assignment }: Pick<Budget, "entity" | "assignment">) {
  const customer = draft.customers.get(entity.customerId);
  const { cadence, anchor, timeZone } = assignment;
  return {
    cadence,
    anchor: anchor === "customer's" ? (customer?.anchor ?? null) : anchor,
    timeZone: timeZone ?? customer?.timeZone ?? "UTC",
  };
}

/** R13, as it is written. */
export const countedBy = (draft: Draft, budget: Budget): Entry[] =>
  draft.entries.filter((entry) => isCounted(entry, budget));

function isCounted(entry: Entry, { entity, assignment, period }: Budget): boolean {
  if (entry.customerId !== entity.customerId || entry.capabilityId !== assignment.capabilityId) return false;
  if (entry.timestamp < period.start || entry.timestamp >= period.end) return false;
  if (!entry.set.includes(entity.id) || !assignment.scopeEntityIds.every((id) => entry.set.includes(id))) return false;
  return countsFor(assignment, entry);
}

export const countsFor = (assignment: Assignment, { countsAt }: Pick<Entry, "countsAt">): boolean =>
  assignment.countFrom === "period" || countsAt > assignment.madeAfter;

/** Asleep while its entity or one of its scope is archived (R5). */
export function isDormant(draft: Draft, { customerId, entityId, scopeEntityIds }: Assignment): boolean {
  const named = entityId === null ? scopeEntityIds : [entityId, ...scopeEntityIds];
  return named.some((id) => draft.entities.get(pairOf(customerId ?? "", id))?.archivedAt != null);
}
