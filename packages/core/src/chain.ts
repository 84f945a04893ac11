// Chains: the nodes that govern a request, leaf to root, every entity once per matching budget (R10, R11).
import { type CarvedNode, type ChainNode, type RaisedChild, ungovernedNode } from "./chain-node.ts";
import type { CustomerState } from "./customer-state.ts";
import { effectiveLimit, greatestLimit } from "./exception.ts";
import { governingDefaults } from "./governing-index.ts";
import { isThrough } from "./need.ts";
import { orderNodes } from "./node-order.ts";
import { NODE_WIDE } from "./scope-table.ts";
import type { Snapshot } from "./snapshot.ts";
import type { UsagePeriod } from "./usage-period.ts";

/** Everything of a request that chooses budgets. */
export interface ChainRequest {
  readonly snapshot: Snapshot;
  readonly customer: CustomerState;
  readonly capability: number;
  /** The resolved set: leaves and ancestors. */
  readonly set: readonly number[];
  /** Chooses the usage period. */
  readonly now: number;
  /** Purser's now, when it isn't the same: in a period that ended before, nothing is set aside any more. */
  readonly today?: number;
}

/** The chain of each leaf; nodes of an entity that stands in two chains are the same objects. */
export function chainsOf(request: ChainRequest, leaves: readonly number[]): ChainNode[][] {
  const first = leaves[0];
  if (leaves.length === 1 && first !== undefined) return [chainOf(request, first, null)];
  const shared = new Map<number, ChainNode[]>();
  return leaves.map((leaf) => chainOf(request, leaf, shared));
}

/** Chains as they were kept, each leaf first: the hierarchy of today says nothing of them (R24). */
export function chainsAlong(request: ChainRequest, paths: readonly (readonly number[])[]): ChainNode[][] {
  const shared = new Map<number, ChainNode[]>();
  // What has been archived since governs nothing, in scopes neither (R5).
  const awake = { ...request, set: request.set.filter((entity) => !request.snapshot.entities.isArchived(entity)) };
  return paths.map((path) =>
    path.flatMap((entity) => {
      const known = shared.get(entity);
      if (known !== undefined) return known;
      const nodes: ChainNode[] = [];
      if (request.snapshot.entities.isArchived(entity)) nodes.push(ungovernedNode(entity));
      else pushNodes(awake, entity, nodes);
      shared.set(entity, nodes);
      return nodes;
    }),
  );
}

/** The entities of each chain, leaf first. */
export function pathsOf({ entities }: Snapshot, leaves: readonly number[]): number[][] {
  return leaves.map((leaf) => {
    const path: number[] = [];
    for (let at = leaf; at !== 0; at = entities.parent.get(at)) path.push(at);
    return path;
  });
}

function chainOf(request: ChainRequest, leaf: number, shared: Map<number, ChainNode[]> | null): ChainNode[] {
  const chain: ChainNode[] = [];
  const parent = request.snapshot.entities.parent;
  for (let at = leaf; at !== 0; at = parent.get(at)) {
    const known = shared?.get(at);
    if (known !== undefined) {
      chain.push(...known);
      continue;
    }
    const from = chain.length;
    pushNodes(request, at, chain);
    shared?.set(at, chain.slice(from));
  }
  return chain;
}

function pushNodes(request: ChainRequest, entity: number, into: ChainNode[]): void {
  const from = into.length;
  const { entities } = request.snapshot;
  let needsOrder = pushOwn(request, entity, into);
  const defaults = governingDefaults(request.snapshot, request.customer, entities.type.get(entity));
  if (defaults.length > 0) needsOrder = pushInherited(request, entity, into) || needsOrder;
  if (needsOrder) orderNodes(request.snapshot, into, from);
  if (into.length === from) into.push(ungovernedNode(entity));
}

/** Returns whether the nodes now need ordering: scoped ones are found in any order. */
function pushOwn(request: ChainRequest, entity: number, into: ChainNode[]): boolean {
  const { entities, assignments } = request.snapshot;
  for (let at = entities.firstAssignment.get(entity); at !== 0; at = assignments.next.get(at)) {
    if (assignments.capability.get(at) === request.capability) into.push(ownNode(request, entity, at));
  }
  if (!entities.hasScoped(entity)) return false;
  pushScoped(request, entity, into);
  return true;
}

/** Every budget of the entity that the set matches, governing or not, in no particular order. */
export function nodesStandingOn(request: ChainRequest, entity: number, into: ChainNode[]): void {
  const { snapshot, customer, capability, set } = request;
  pushOwn(request, entity, into);
  for (const standing of governingDefaults(snapshot, customer, snapshot.entities.type.get(entity))) {
    if (standing.capability !== capability) continue;
    if (!isPresent(snapshot.assignments.scopes.members(standing.scope), set)) continue;
    into.push(
      nodeFor(request, { entity, assignment: standing.assignment, calendar: standing.calendar, inherited: true }),
    );
  }
}

function pushScoped(request: ChainRequest, entity: number, into: ChainNode[]): void {
  const { snapshot, set } = request;
  const byScope = request.customer.scoped.get(entity);
  if (byScope === undefined) return;
  for (const present of set) {
    if (!snapshot.entities.isNamedByScope(present)) continue;
    for (const assignment of byScope.get(present) ?? []) {
      if (snapshot.assignments.capability.get(assignment) !== request.capability) continue;
      const scope = snapshot.assignments.scope.get(assignment);
      if (isPresent(snapshot.assignments.scopes.members(scope), set)) into.push(ownNode(request, entity, assignment));
    }
  }
}

/** R11: every entity of the scope is in the set; order is irrelevant, ancestors count as present. */
export function isPresent(members: readonly number[], set: readonly number[]): boolean {
  for (const member of members) if (!set.includes(member)) return false;
  return true;
}

/** Returns whether the nodes now need ordering. */
function pushInherited(request: ChainRequest, entity: number, into: ChainNode[]): boolean {
  const { snapshot, customer, set, capability } = request;
  const { assignments, entities } = snapshot;
  const before = into.length;
  for (const standing of governingDefaults(snapshot, customer, entities.type.get(entity))) {
    if (standing.isReplaced || standing.capability !== capability) continue;
    if (standing.scope !== NODE_WIDE && !isPresent(assignments.scopes.members(standing.scope), set)) continue;
    if (hasOwn(snapshot, customer, { entity, key: standing.key, scope: standing.scope })) continue;
    into.push(
      nodeFor(request, { entity, assignment: standing.assignment, calendar: standing.calendar, inherited: true }),
    );
  }
  return into.length > before && into.length > 1;
}

/** Whether the entity has an own assignment of the natural key, which then replaces the default (R7). */
export function hasOwn(
  snapshot: Snapshot,
  customer: CustomerState,
  natural: { readonly entity: number; readonly key: number; readonly scope: number },
): boolean {
  const { assignments, entities } = snapshot;
  if (natural.scope !== NODE_WIDE) {
    const first = assignments.scopes.members(natural.scope)[0] ?? 0;
    const standing = customer.scoped.get(natural.entity)?.get(first) ?? [];
    return standing.some((number) => assignments.key.get(number) === natural.key);
  }
  for (let at = entities.firstAssignment.get(natural.entity); at !== 0; at = assignments.next.get(at)) {
    if (assignments.key.get(at) === natural.key) return true;
  }
  return false;
}

function ownNode(request: ChainRequest, entity: number, assignment: number): ChainNode {
  const calendar = request.snapshot.assignments.calendar.get(assignment);
  return nodeFor(request, { entity, assignment, calendar, inherited: false });
}

interface Governing {
  readonly entity: number;
  readonly assignment: number;
  readonly calendar: number;
  readonly inherited: boolean;
}

function nodeFor(request: ChainRequest, governing: Governing): ChainNode {
  const { assignments } = request.snapshot;
  const { assignment, calendar } = governing;
  const period = assignments.calendarAt(calendar).periodAt(request.now);
  const { exceptions, carved } = request.customer;
  const usageLimit = exceptions.isEmpty
    ? assignments.usageLimit.get(assignment)
    : limitIn(request, governing.entity, { assignment, period });
  return {
    entity: governing.entity,
    assignment,
    isInherited: governing.inherited,
    usageLimit,
    ceiling: assignments.ceiling(assignment, usageLimit),
    enforcement: assignments.enforcement(assignment),
    calendar,
    cadence: assignments.cadenceAt(calendar),
    scope: assignments.scope.get(assignment),
    period,
    used: 0,
    held: 0,
    carved: carved.size === 0 ? null : carvedNode(request, assignment, period),
    ahead: null,
  };
}

/** R36: with exceptions, as of now; of another usage period than the running one as of its end or start, whichever is nearer. */
export function limitIn(
  { snapshot, customer, now, today = now }: ChainRequest,
  entity: number,
  { assignment, period }: { readonly assignment: number; readonly period: UsagePeriod },
): number {
  const { assignments } = snapshot;
  const usageLimit = assignments.usageLimit.get(assignment);
  const at = Math.max(period.start, Math.min(today, period.end - 1));
  return effectiveLimit(customer.exceptions.at(entity, assignments.key.get(assignment)), { usageLimit, at });
}

/** What is carved out of the assignment's budget, as a request of that resolved set meets it; null where nothing is. */
export function carvedNode(request: ChainRequest, assignment: number, period: UsagePeriod): CarvedNode | null {
  const { snapshot, customer, set, now, today = now } = request;
  const { childrenOf, raisedOf } = snapshot.carving(customer);
  const children = childrenOf.get(assignment);
  if (children === undefined || period.end <= today) return null;
  const raised = (raisedOf.get(assignment) ?? NONE).map((child) => raisedChild(request, child, period));
  return { children, isExempt: isThrough(children, set), uncarved: 0, excess: 0, raised };
}

const NONE: readonly number[] = [];

function raisedChild(request: ChainRequest, assignment: number, period: UsagePeriod): RaisedChild {
  const { snapshot, customer, now, today = now } = request;
  const usageLimit = snapshot.assignments.usageLimit.get(assignment);
  const node = nodeOfBudget(request, assignment);
  const standing = customer.exceptions.at(node.entity, snapshot.assignments.key.get(assignment));
  const span = { usageLimit, from: Math.max(today, period.start), before: period.end };
  return { node, usageLimit, greatestLimit: greatestLimit(standing, span) };
}

/** The node's budget in the usage period that holds the request's now. */
export const nodeAgain = (request: ChainRequest, { entity, assignment, calendar, isInherited }: ChainNode): ChainNode =>
  nodeFor(request, { entity, assignment, calendar, inherited: isInherited });

/** The node of an own assignment by its number, in the usage period given. */
export function nodeOfBudget(request: ChainRequest, assignment: number): ChainNode {
  return ownNode(request, request.snapshot.assignments.entity.get(assignment), assignment);
}
