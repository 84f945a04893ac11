// Budgets of the model: which assignments govern an entity, and what is used and held of each, folded from the whole ledger (R7, R11, R13).
import type { Period } from "./calendar.ts";
import { isParentable, type Load, loadOf } from "./carving.ts";
import { budgetAt, countedBy, countsFor, isDormant } from "./counting.ts";
import { decimalOf } from "./decimal.ts";
import { limitOf } from "./effective-limit.ts";
import { isoOf } from "./shape.ts";
import { type Assignment, type Draft, type Entity, pairOf } from "./state.ts";

/** One entity × one matching budget; an entity without one has no assignment. */
export interface Node extends Load {
  readonly entity: Entity;
  readonly assignment: Assignment | null;
  readonly period: Period | null;
  readonly used: bigint;
  readonly held: bigint;
  /** The effective one of now; null where there is none. */
  readonly limit: bigint | null;
  /** The request goes through a budget that is carved out of it, and is decided there (R34). */
  readonly isExempt: boolean;
}

const UNUSED = { limit: null, used: 0n, held: 0n, load: 0n, unheldLoad: 0n, allocated: 0n, carvedOut: [] };

export const ungoverned = (entity: Entity): Node => ({
  entity,
  assignment: null,
  period: null,
  ...UNUSED,
  isExempt: false,
});

export interface Question {
  readonly customerId: string;
  readonly capabilityId: string;
  readonly set: readonly string[];
  readonly at: number;
}

export const naturalKeyOf = (assignment: Pick<Assignment, "capabilityId" | "scopeEntityIds" | "cadence">): string =>
  JSON.stringify([assignment.capabilityId, assignment.scopeEntityIds, assignment.cadence]);

/** In the order of answers: node-wide first, then by scope, cadence text, lifetime first. */
export function budgetsOf(draft: Draft, question: Question, entityId: string): Node[] {
  const entity = draft.entities.get(pairOf(question.customerId, entityId));
  if (entity === undefined || entity.archivedAt !== null) return [];
  return standingAt(draft, entity)
    .filter((assignment) => assignment.capabilityId === question.capabilityId)
    .filter((assignment) => assignment.scopeEntityIds.every((id) => question.set.includes(id)))
    .filter((assignment) => !isDormant(draft, assignment))
    .sort(compareAssignments)
    .map((assignment) => nodeOf(draft, { entity, assignment }, question.at))
    .map((node) => ({ ...node, isExempt: node.carvedOut.some((id) => question.set.includes(id)) }));
}

/** Its own assignments and the defaults that none of them replaces. */
export function standingAt(draft: Draft, entity: Entity): Assignment[] {
  const all = [...draft.assignments.values()];
  const own = all.filter((each) => each.customerId === entity.customerId && each.entityId === entity.id);
  return [...own, ...defaultsFor(draft, entity.customerId, entity.entityTypeId).filter((each) => !hasKeyOf(own, each))];
}

/** Per natural key the customer's default wins over the environment's. */
export function defaultsFor(draft: Draft, customerId: string, entityTypeId: string): Assignment[] {
  const all = [...draft.assignments.values()].filter((each) => each.entityTypeId === entityTypeId);
  const ofCustomer = all.filter((each) => each.customerId === customerId);
  const ofEnvironment = all.filter((each) => each.customerId === null);
  return [...ofCustomer, ...ofEnvironment.filter((each) => !hasKeyOf(ofCustomer, each))];
}

const hasKeyOf = (standing: readonly Assignment[], other: Assignment): boolean =>
  standing.some((each) => naturalKeyOf(each) === naturalKeyOf(other));

export function nodeOf(draft: Draft, of: { entity: Entity; assignment: Assignment }, at: number): Node {
  const budget = budgetAt(draft, of, at);
  const entries = countedBy(draft, budget);
  return {
    ...budget,
    limit: limitOf(draft, budget),
    used: entries.reduce((sum, { units }) => sum + units, 0n),
    held: entries.reduce((sum, { held }) => sum + held, 0n),
    ...loadOf(draft, budget),
    isExempt: false,
  };
}

/** Whether an entry of that set and time moves the budget. */
export function covers(
  { entity, assignment, period }: Node,
  moved: { readonly set: readonly string[]; readonly at: number; readonly countsAt: number },
): boolean {
  if (assignment === null || period === null || !countsFor(assignment, moved)) return false;
  if (moved.at < period.start || moved.at >= period.end) return false;
  return [entity.id, ...assignment.scopeEntityIds].every((id) => moved.set.includes(id));
}

function compareAssignments(a: Assignment, b: Assignment): number {
  const byScope = a.scopeEntityIds.length - b.scopeEntityIds.length || compareTexts(a.scopeEntityIds, b.scopeEntityIds);
  return byScope || compareTexts([a.cadence ?? ""], [b.cadence ?? ""]);
}

function compareTexts(a: readonly string[], b: readonly string[]): number {
  for (const [index, text] of a.entries()) {
    const other = b[index] ?? "";
    if (text !== other) return text < other ? -1 : 1;
  }
  return 0;
}

/** Chains in the order named, each leaf first; an entity without a budget is one node. */
export function chainsOf(draft: Draft, question: Question, paths: readonly (readonly Entity[])[]): Node[][] {
  return paths.map((path) =>
    path.flatMap((entity) => {
      const budgets = budgetsOf(draft, question, entity.id);
      return budgets.length > 0 ? budgets : [ungoverned(entity)];
    }),
  );
}

/** How far its load may go: null where nothing stops it (R17). */
export function ceilingOf({ assignment, limit }: Node): bigint | null {
  if (assignment === null || limit === null || assignment.enforcement === "shadow") return null;
  if (assignment.enforcement === "hard") return limit;
  return assignment.overageLimit === null ? null : limit + assignment.overageLimit;
}

/** What is asked of a budget; null where its load doesn't grow: that is never denied (R30). */
export type Requested = bigint | null;

export function denies(node: Node, requested: Requested): boolean {
  const ceiling = ceilingOf(node);
  return requested !== null && ceiling !== null && !node.isExempt && node.load + requested > ceiling;
}

export function exceedsLimit(node: Node, requested: Requested): boolean {
  const { limit } = node;
  return limit !== null && node.used + node.held + (requested ?? 0n) > limit;
}

/** Null without a ceiling, never below 0. */
export function availableOf(node: Node): bigint | null {
  const ceiling = ceilingOf(node);
  if (ceiling === null) return null;
  return atLeastNothing(ceiling - node.load);
}

const atLeastNothing = (units: bigint): bigint => (units > 0n ? units : 0n);

/** The node as R18 lists it. */
export function answerNode(
  draft: Draft,
  node: Node,
  asked: { readonly capabilityId: string; readonly requested: Requested },
): Record<string, unknown> {
  const { entity, assignment, period, used, held, limit } = node;
  const scale = draft.capabilities.get(asked.capabilityId)?.scale ?? 0;
  const available = availableOf(node);
  return {
    capabilityId: asked.capabilityId,
    entityId: entity.id,
    entityTypeId: entity.entityTypeId,
    parentId: entity.parentId,
    assignmentId: assignment?.id ?? null,
    scopeEntityIds: assignment?.scopeEntityIds ?? [],
    cadence: assignment?.cadence ?? null,
    enforcement: assignment?.enforcement ?? null,
    usageLimit: limit === null ? null : decimalOf(limit, scale),
    currentUsage: decimalOf(used, scale),
    heldUsage: decimalOf(held, scale),
    available: available === null ? null : decimalOf(available, scale),
    ...setAside(node, scale),
    utilization: limit === null ? null : utilizationOf(used, limit),
    usagePeriodStart: isoOf(period?.start ?? null),
    usagePeriodEnd: isoOf(period?.end ?? null),
    isGranted: !denies(node, asked.requested),
    exceedsLimit: exceedsLimit(node, asked.requested),
    inherited: assignment !== null && assignment.entityId === null,
  };
}

/** Of own hard limits only: what is set aside out of it, and what could be; exceptions carry no carve-out. */
function setAside({ assignment, allocated, load }: Node, scale: number): Record<string, number | null> {
  if (assignment === null || !isParentable(assignment)) return { allocated: null, unallocated: null };
  const unallocated = atLeastNothing(assignment.usageLimit - load);
  return { allocated: decimalOf(allocated, scale), unallocated: decimalOf(unallocated, scale) };
}

const utilizationOf = (used: bigint, limit: bigint): number => (limit === 0n ? 1 : Number(used) / Number(limit));
