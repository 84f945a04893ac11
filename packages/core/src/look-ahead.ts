// Look-ahead: when budgets that deny would grant, as open holds expire (R18).
import { type ChainNode, type InstantAhead, isPresent } from "./chain.ts";
import type { Reservation } from "./reservation.ts";
import type { Snapshot } from "./snapshot.ts";

/** R18: so many expiries are looked through for a time to try again. */
export const EXPIRIES_MAX = 100;

/** What the open reservation holds at the budget, in units; 0 where it doesn't weigh on it (R13, R26). */
export function heldAt(snapshot: Snapshot, reservation: Reservation, node: ChainNode): number {
  const { assignments } = snapshot;
  const { resolved, timestamp, opened } = reservation;
  const { period, assignment, entity, scope } = node;
  if (period === null || timestamp < period.start || timestamp >= period.end) return 0;
  if (!resolved.includes(entity) || !isPresent(assignments.scopes.members(scope), resolved)) return 0;
  if (assignments.countAfter(assignment) >= opened) return 0;
  const capability = assignments.capability.get(assignment);
  return reservation.items.find((item) => item.capability === capability)?.amount ?? 0;
}

/** The instants before the end of its usage period at which the budget's load falls, with what it is then. */
export function expiriesAhead(
  snapshot: Snapshot,
  node: ChainNode,
  open: Iterable<Reservation>,
): readonly InstantAhead[] {
  const holds: { readonly at: number; readonly amount: number }[] = [];
  const end = node.period?.end ?? Number.POSITIVE_INFINITY;
  for (const reservation of open) {
    const amount = heldAt(snapshot, reservation, node);
    if (amount > 0 && reservation.expiresAt < end) holds.push({ at: reservation.expiresAt, amount });
  }
  let load = node.used + node.held;
  return holds
    .sort((a, b) => a.at - b.at)
    .slice(0, EXPIRIES_MAX)
    .map(({ at, amount }) => {
      load -= amount;
      return { at, load };
    });
}
