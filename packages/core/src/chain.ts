// Chains: the nodes that govern a request, leaf to root, every entity once per matching budget (R10, R11).
import type { CustomerState } from "./customer-state.ts";
import { compareCadence, governingDefaults } from "./governing-index.ts";
import { NODE_WIDE } from "./scope-table.ts";
import type { Snapshot } from "./snapshot.ts";
import type { UsagePeriod } from "./usage-period.ts";

/** One entity × one matching budget in a usage period; `assignment` is 0 where nothing governs. */
export interface ChainNode {
  readonly entity: number;
  readonly assignment: number;
  readonly isInherited: boolean;
  /** NaN = no limit. */
  readonly usageLimit: number;
  readonly calendar: number;
  readonly cadence: string | null;
  readonly scope: number;
  readonly period: UsagePeriod | null;
  /** Filled by the counters before the decision is made. */
  used: number;
  held: number;
  /** What weighs already on the next usage period: clocks may run ahead (R16), and `retryAt` is judged by it (R18). */
  loadAhead: number;
}

/** Everything of a request that chooses budgets. */
export interface ChainRequest {
  readonly snapshot: Snapshot;
  readonly customer: CustomerState;
  readonly capability: number;
  /** The resolved set: leaves and ancestors. */
  readonly set: readonly number[];
  readonly now: number;
}

/** The chain of each leaf; nodes of an entity that stands in two chains are the same objects. */
export function chainsOf(request: ChainRequest, leaves: readonly number[]): ChainNode[][] {
  const first = leaves[0];
  if (leaves.length === 1 && first !== undefined) return [chainOf(request, first, null)];
  const shared = new Map<number, ChainNode[]>();
  return leaves.map((leaf) => chainOf(request, leaf, shared));
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
  return {
    entity: governing.entity,
    assignment,
    isInherited: governing.inherited,
    usageLimit: assignments.usageLimit.get(assignment),
    calendar,
    cadence: assignments.cadenceAt(calendar),
    scope: assignments.scope.get(assignment),
    period: assignments.calendarAt(calendar).periodAt(request.now),
    used: 0,
    held: 0,
    loadAhead: 0,
  };
}

/** Stands for an entity that no budget matches. */
export const ungovernedNode = (entity: number): ChainNode => ({
  entity,
  assignment: 0,
  isInherited: false,
  usageLimit: Number.NaN,
  calendar: 0,
  cadence: null,
  scope: NODE_WIDE,
  period: null,
  used: 0,
  held: 0,
  loadAhead: 0,
});

/** R10: node-wide first, then by scope size, scope ids, cadence text, lifetime first. */
function orderNodes(snapshot: Snapshot, nodes: ChainNode[], from: number): void {
  const ordered = nodes.slice(from).sort((a, b) => compareNodes(snapshot, a, b));
  for (const [index, node] of ordered.entries()) nodes[from + index] = node;
}

function compareNodes(snapshot: Snapshot, a: ChainNode, b: ChainNode): number {
  if (a.scope !== b.scope) {
    const { scopes } = snapshot.assignments;
    const left = scopes.ids(a.scope, snapshot.entities);
    const right = scopes.ids(b.scope, snapshot.entities);
    const order = left.length - right.length || compareIds(left, right);
    if (order !== 0) return order;
  }
  return compareCadence(a.cadence, b.cadence);
}

function compareIds(left: readonly string[], right: readonly string[]): number {
  for (const [index, id] of left.entries()) {
    const other = right[index] ?? "";
    if (id !== other) return id < other ? -1 : 1;
  }
  return 0;
}
