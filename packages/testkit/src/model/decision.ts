// Decisions of the model: what is asked of every budget, which deny it, which one binds, and when to try again (R17, R18, R29).
import {
  answerNode,
  availableOf,
  ceilingOf,
  covers,
  denies,
  exceedsLimit,
  type Node,
  nodeOf,
  type Requested,
} from "./budget.ts";
import { carvedOutOf, loadOf } from "./carving.ts";
import { decimalOf } from "./decimal.ts";
import { limitOf } from "./effective-limit.ts";
import type { Denial, Reservation } from "./ledger-rows.ts";
import { heldOf } from "./reservation.ts";
import { isoOf } from "./shape.ts";
import type { Assignment, Capability, Draft } from "./state.ts";

const EXPIRIES_MAX = 100;

export interface Asked {
  readonly customerId: string;
  readonly capability: Capability;
  readonly at: number;
  readonly chains: readonly (readonly Node[])[];
  requestedOf(node: Node): Requested;
}

export interface Verdict {
  readonly capabilityId: string;
  readonly isGranted: boolean;
  /** When all that deny would grant: +Infinity = never, -Infinity of a grant. */
  readonly retry: number;
  readonly fields: Record<string, unknown>;
  readonly warnings: readonly unknown[];
  /** One for every budget that denies, or as a shadow would have. */
  readonly denials: readonly Denial[];
}

interface Weighed {
  readonly node: Node;
  /** How many entities stand between it and its leaf. */
  readonly distance: number;
  /** When its budget would grant; +Infinity when it never does, -Infinity when it does now. */
  readonly retry: number;
}

export function decide(draft: Draft, asked: Asked): Verdict {
  const weighed = asked.chains.flatMap((chain) => chain.map((node) => weigh(draft, { asked, chain }, node)));
  const limited = weighed.filter(({ node }) => ceilingOf(node) !== null && !node.isExempt);
  const denying = limited.filter(({ node }) => denies(node, asked.requestedOf(node)));
  const binding = (denying.length > 0 ? denying : limited).toSorted(compareBinding)[0]?.node ?? null;
  const retry = Math.max(...denying.map((each) => each.retry));
  const least = limited
    .map(({ node }) => availableOf(node) ?? 0n)
    .reduce<bigint | null>((a, b) => (a === null || b < a ? b : a), null);
  const told = (node: Node): unknown =>
    answerNode(draft, node, { capabilityId: asked.capability.id, requested: asked.requestedOf(node) });
  const nodes = onceEach(weighed.map(({ node }) => node));
  const isDenied = denying.length > 0;
  return {
    capabilityId: asked.capability.id,
    isGranted: !isDenied,
    retry,
    fields: {
      isGranted: !isDenied,
      accessDeniedReason: isDenied && binding !== null ? reasonOf(binding, asked.requestedOf(binding) ?? 0n) : null,
      available: least === null ? null : decimalOf(least, asked.capability.scale),
      retryAt: isDenied ? isoOf(retry) : null,
      bindingConstraint: binding === null ? null : told(binding),
      chains: asked.chains.map((chain) => chain.map(told)),
    },
    warnings: nodes
      .filter((node) => isSoftOrShadow(node) && exceedsLimit(node, asked.requestedOf(node)))
      .map((node) => told(node)),
    denials: nodes.flatMap((node) => denialOf(asked, node)),
  };
}

/** Above a request's chains an entity may stand in several. */
function onceEach(nodes: readonly Node[]): Node[] {
  const nameOf = ({ entity, assignment }: Node): string => `${assignment?.id} ${entity.id}`;
  return nodes.filter((node, index) => nodes.findIndex((each) => nameOf(each) === nameOf(node)) === index);
}

const isSoftOrShadow = ({ assignment }: Node): boolean => assignment !== null && assignment.enforcement !== "hard";

function weigh(draft: Draft, place: { asked: Asked; chain: readonly Node[] }, node: Node): Weighed {
  const ids = [...new Set(place.chain.map(({ entity }) => entity.id))];
  const requested = place.asked.requestedOf(node);
  return {
    node,
    distance: ids.indexOf(node.entity.id),
    retry: denies(node, requested) ? retryOf(draft, node, requested ?? 0n) : Number.NEGATIVE_INFINITY,
  };
}

/** The first expiry of a hold that frees enough, else the period's end when the next one as it stands would grant. */
function retryOf(draft: Draft, node: Node, requested: bigint): number {
  const { entity, assignment, period } = node;
  if (assignment === null || period === null) return Number.POSITIVE_INFINITY;
  for (const { expiresAt } of holdsOn(draft, node).slice(0, EXPIRIES_MAX)) {
    if (expiresAt >= period.end) break;
    const then = withoutHolds(draft, expiresAt);
    const load = loadOf(then, { entity, assignment, period });
    if (!denies({ ...node, ...load, limit: limitOf(then, { entity, assignment, period }) }, requested))
      return expiresAt;
  }
  if (period.end === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  const next = nodeOf({ ...draft, clock: period.end }, { entity, assignment }, period.end);
  return denies(next, requested) ? Number.POSITIVE_INFINITY : period.end;
}

/** At that instant, as if all had ended that expire until then. */
function withoutHolds(draft: Draft, until: number): Draft {
  const isOver = (id: string): boolean => {
    const { state, expiresAt } = draft.reservations.get(id) ?? { state: "expired", expiresAt: 0 };
    return state === "open" && expiresAt <= until;
  };
  return {
    ...draft,
    clock: until,
    entries: draft.entries.filter(({ reservationId: id }) => id === null || !isOver(id)),
  };
}

/** What open reservations hold of the budget or of those carved out of it, the first to expire first. */
function holdsOn(draft: Draft, node: Node): Reservation[] {
  const { assignment, period } = node;
  if (assignment === null || period === null) return [];
  const nodes = [node, ...carvedBelow(draft, assignment, period.start)];
  return [...draft.reservations.values()]
    .filter(({ customerId, state }) => customerId === node.entity.customerId && state === "open")
    .filter(({ set, openedAt, countsAt }) => nodes.some((each) => covers(each, { set, at: openedAt, countsAt })))
    .filter((each) => heldOf(draft, each, assignment.capabilityId) > 0n)
    .sort((a, b) => a.expiresAt - b.expiresAt);
}

function carvedBelow(draft: Draft, parent: Assignment, at: number): Node[] {
  return carvedOutOf(draft, parent).flatMap((child) => [
    nodeOf(draft, child, at),
    ...carvedBelow(draft, child.assignment, at),
  ]);
}

/** The latest retry, never being latest; then the least available; then the nearest to its leaf. */
function compareBinding(a: Weighed, b: Weighed): number {
  if (a.retry !== b.retry) return a.retry > b.retry ? -1 : 1;
  const [left, right] = [availableOf(a.node) ?? 0n, availableOf(b.node) ?? 0n];
  if (left !== right) return left < right ? -1 : 1;
  return a.distance - b.distance;
}

/** The first that fits. */
function reasonOf(node: Node, requested: bigint): string {
  const ceiling = ceilingOf(node) ?? node.limit ?? 0n;
  if (requested > ceiling) return "RequestedUsageExceedsLimit";
  if (node.unheldLoad + requested <= ceiling) return "BudgetHeld";
  if (node.assignment?.enforcement === "soft") return "OverageLimitExceeded";
  return node.used + node.held + requested <= ceiling ? "AllocationExceeded" : "BudgetExceeded";
}

function denialOf({ customerId, capability, at, requestedOf }: Asked, node: Node): Denial[] {
  const { entity, assignment, period, used, held, limit: usageLimit } = node;
  const requested = requestedOf(node);
  if (assignment === null || period === null || usageLimit === null || requested === null) return [];
  const isShadow = assignment.enforcement === "shadow" && exceedsLimit(node, requested);
  if (!isShadow && !denies(node, requested)) return [];
  const budget = {
    customerId,
    assignmentId: assignment.id,
    entityId: entity.id,
    capabilityId: capability.id,
    period,
    at,
  };
  return [{ ...budget, requested, used, held, usageLimit, reason: reasonOf(node, requested) }];
}

/** An item of a request for several, with what it counts or holds if all are granted. */
export interface Item {
  readonly verdict: Verdict;
  readonly amount: number;
}

/** All or none: at the top the denying item that is free last, of a grant the first (R29). */
export function together(items: readonly Item[]): Record<string, unknown> {
  const denied = items.filter(({ verdict }) => !verdict.isGranted);
  const last = denied.find(({ verdict }) => verdict.retry === Math.max(...denied.map((each) => each.verdict.retry)));
  const top = last ?? items[0];
  return {
    ...top?.verdict.fields,
    available: null,
    chains: items.flatMap(({ verdict }) => verdict.fields.chains as unknown[]),
    warnings: items.flatMap(({ verdict }) => verdict.warnings),
    items: items.map(({ verdict: { capabilityId, fields }, amount }) => {
      const { chains: _, ...told } = fields;
      return { capabilityId, ...told, amount: denied.length > 0 ? null : amount };
    }),
  };
}

export const alone = ({ fields, warnings }: Verdict): Record<string, unknown> => ({ ...fields, warnings });

/** What every answer has that only one process can know. */
export const markOf = ({ entries }: Draft): Record<string, unknown> => ({
  position: String(entries.length),
  requestId: "model",
});
