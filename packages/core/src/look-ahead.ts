// Look-ahead: when budgets that deny would grant, as open holds expire (R18).
import { type ChainRequest, isPresent, nodeOfBudget } from "./chain.ts";
import type { ChainNode, InstantAhead, LookAhead } from "./chain-node.ts";
import { effectiveLimit, greatestLimit } from "./exception.ts";
import { findAssignment } from "./natural-key.ts";
import { amountsOf, type CounterAmounts, carvedSteps, loadOf, NO_AMOUNTS } from "./need.ts";
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

/** What weighs on a budget that denies, for as long as the holds on it are open. */
export interface HoldsAhead {
  readonly node: ChainNode;
  /** By expiry. */
  readonly holds: readonly HoldAhead[];
  /** Budgets carved out of it that the holds came through, or stand below such; to be filled by the counters. */
  readonly below: readonly ChainNode[];
}

interface HoldAhead {
  readonly at: number;
  readonly amount: number;
  readonly resolved: readonly number[];
  /** Budgets carved out of the one that denies, at any depth, which the hold weighs on too. */
  readonly through: readonly number[];
}

type Place = Pick<ChainRequest, "snapshot" | "customer">;

export function holdsAhead(place: Place, node: ChainNode, open: Iterable<Reservation>): HoldsAhead {
  const holds: HoldAhead[] = [];
  const below = new Set<number>();
  for (const reservation of open) {
    const amount = heldAt(place.snapshot, reservation, node);
    if (amount === 0) continue;
    const { expiresAt, resolved } = reservation;
    const paths = node.carved === null ? [] : pathsBelow(place, node, resolved);
    for (const path of paths) for (const assignment of path) below.add(assignment);
    holds.push({ at: expiresAt, amount, resolved, through: paths.flatMap(([first]) => first ?? []) });
  }
  return {
    node,
    holds: holds.sort((a, b) => a.at - b.at),
    below: [...below].map((one) => nodeBelow(place, node, one)),
  };
}

/** From each budget of the set that is carved out of the node's, at any depth, up to the one below the node's. */
function pathsBelow({ snapshot, customer }: Place, node: ChainNode, set: readonly number[]): number[][] {
  const { parentOf } = snapshot.carving(customer);
  const { capability, cadence, scope } = snapshot.assignment(node.assignment);
  return set.flatMap((entity) => {
    const path: number[] = [];
    let at: number | undefined = findAssignment(snapshot, customer, { entity, capability, cadence, scope });
    for (; at !== undefined && at !== node.assignment; at = parentOf.get(at)) path.push(at);
    return at === undefined || path.length === 0 ? [] : [path];
  });
}

/** In the same usage period: its phase is the same (R33). */
function nodeBelow({ snapshot, customer }: Place, { period }: ChainNode, assignment: number): ChainNode {
  const capability = snapshot.assignments.capability.get(assignment);
  const now = Math.max(period?.start ?? 0, 0);
  return nodeOfBudget({ snapshot, customer, capability, set: [], now }, assignment);
}

/** The instants before the end of its usage period at which the budget's load falls, with what it is then. */
export function lookAheadOf(place: Place, { node, holds, below }: HoldsAhead, now: number): LookAhead {
  const { snapshot, customer } = place;
  const amounts = new Map([...withRaised(node), ...below].map((one) => [one.assignment, amountsOf(one)]));
  const figures = {
    carving: snapshot.carving(customer),
    amounts: (assignment: number) => amounts.get(assignment) ?? NO_AMOUNTS,
    usageLimit: (assignment: number) => snapshot.assignments.usageLimit.get(assignment),
  };
  const loadThen = (at: number): number => loadAt(place, { node, figures: figures.amounts }, at);
  const instants: InstantAhead[] = [];
  const end = node.period?.end ?? Number.POSITIVE_INFINITY;
  for (const { at, amount, resolved, through } of holds) {
    const moved = new Map([node.assignment, ...through].map((assignment) => [assignment, 0 - amount]));
    const steps = node.carved === null ? [] : carvedSteps(figures, moved, resolved);
    for (const assignment of moved.keys()) add(amounts, assignment, { held: 0 - amount, uncarved: 0, excess: 0 });
    for (const { assignment, uncarved, excess } of steps) add(amounts, assignment, { held: 0, uncarved, excess });
    if (instants.length < EXPIRIES_MAX && at < end) {
      instants.push({ at, load: loadThen(at), ceiling: ceilingAt(place, node, at) });
    }
  }
  return { unheld: loadThen(now), instants };
}

/** The node and, at any depth, the children of it that exceptions raise. */
function* withRaised(node: ChainNode): Iterable<ChainNode> {
  yield node;
  for (const child of node.carved?.raised ?? []) yield* withRaised(child.node);
}

/** What weighs on the budget by those figures, with the limits that its children have from the instant on. */
function loadAt(
  place: Place,
  { node, figures }: { readonly node: ChainNode; readonly figures: (assignment: number) => CounterAmounts },
  at: number,
): number {
  let load = loadOf(node.carved?.children, figures(node.assignment));
  for (const { node: child, usageLimit } of node.carved?.raised ?? []) {
    const standing = exceptionsOf(place, child);
    const before = child.period?.end ?? Number.POSITIVE_INFINITY;
    const greatest = greatestLimit(standing, { usageLimit, from: at, before });
    const plain = loadOf(child.carved?.children, figures(child.assignment));
    load += Math.max(greatest, loadAt(place, { node: child, figures }, at)) - Math.max(usageLimit, plain);
  }
  return load;
}

function ceilingAt(place: Place, node: ChainNode, at: number): number {
  const { assignments } = place.snapshot;
  const usageLimit = assignments.usageLimit.get(node.assignment);
  return assignments.ceiling(node.assignment, effectiveLimit(exceptionsOf(place, node), { usageLimit, at }));
}

const exceptionsOf = ({ snapshot, customer }: Place, { entity, assignment }: ChainNode) =>
  customer.exceptions.at(entity, snapshot.assignments.key.get(assignment));

function add(
  amounts: Map<number, CounterAmounts>,
  assignment: number,
  change: Pick<CounterAmounts, "held" | "uncarved" | "excess">,
): void {
  const standing = amounts.get(assignment);
  // Budgets above the one that denies are of no concern.
  if (standing === undefined) return;
  amounts.set(assignment, {
    used: standing.used,
    held: standing.held + change.held,
    uncarved: standing.uncarved + change.uncarved,
    excess: standing.excess + change.excess,
  });
}
