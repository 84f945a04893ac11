// Budgets that entries move: R13's sentence, said once for new entries and for the budgets they count at.
import { type ChainRequest, hasOwn, isPresent, nodesStandingOn } from "./chain.ts";
import type { ChainNode } from "./chain-node.ts";
import type { CustomerState } from "./customer-state.ts";
import { governingDefaults } from "./governing-index.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * Every budget of the capability whose entity and scope lie in the set, in the usage period that holds `now` (the
 * entry's timestamp). Dormant assignments and defaults that an own assignment replaces are moved too: they count on
 * unseen, so that they are exact the moment they govern again.
 */
export function budgetsMoved(request: ChainRequest, recordedAt = Number.POSITIVE_INFINITY): ChainNode[] {
  const nodes: ChainNode[] = [];
  for (const entity of request.set) nodesStandingOn(request, entity, nodes);
  const { assignments } = request.snapshot;
  return nodes.filter((node) => assignments.countAfter(node.assignment) < recordedAt);
}

/** Whether the budget governs now: neither dormant nor a default that something of the same natural key replaces. */
export function governs(snapshot: Snapshot, customer: CustomerState, node: ChainNode): boolean {
  const { entities, assignments } = snapshot;
  if (entities.isArchived(node.entity)) return false;
  for (const member of assignments.scopes.members(node.scope)) if (entities.isArchived(member)) return false;
  if (!node.isInherited) return true;
  const { entity, assignment } = node;
  const standing = governingDefaults(snapshot, customer, entities.type.get(entity)).find(
    (one) => one.assignment === assignment,
  );
  if (standing === undefined || standing.isReplaced) return false;
  return !hasOwn(snapshot, customer, { entity, key: standing.key, scope: standing.scope });
}

/** The earliest instant that a completeness mark may name; stands for "since ever" on lifetime budgets. */
export const TIME_MIN = -8.64e15;

/** Whether the node's counter holds all of its period; figures of older periods come from the ledger. */
export function isComplete(snapshot: Snapshot, node: ChainNode): boolean {
  const start = node.period?.start ?? 0;
  return Math.max(start, TIME_MIN) >= snapshot.assignments.completeFrom.get(node.assignment);
}

/** What decides at which budgets an entry counts. */
export type Counted = Pick<LedgerEntry, "capability" | "timestamp" | "countedAs" | "sequence" | "resolved">;

/** R13 for one entry and one budget: the same sentence, read from the entry's side. */
export function countsAt(snapshot: Snapshot, entry: Counted, node: ChainNode): boolean {
  const { assignments } = snapshot;
  const { period } = node;
  if (period === null || entry.timestamp < period.start || entry.timestamp >= period.end) return false;
  if (assignments.capability.get(node.assignment) !== entry.capability) return false;
  if (assignments.countAfter(node.assignment) >= (entry.countedAs || entry.sequence)) return false;
  if (!entry.resolved.includes(node.entity)) return false;
  return isPresent(assignments.scopes.members(node.scope), entry.resolved);
}
