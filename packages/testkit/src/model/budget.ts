// Budgets of the model: which assignments govern an entity, and what is used and held of each, folded from the whole ledger (R7, R11, R13).
import { type Period, periodAt } from "./calendar.ts";
import { decimalOf } from "./decimal.ts";
import type { Entry as LedgerEntry } from "./ledger-rows.ts";
import { isoOf } from "./shape.ts";
import { type Assignment, type Draft, type Entity, pairOf } from "./state.ts";

/** One entity × one matching budget; an entity without one has no assignment. */
export interface Node {
  readonly entity: Entity;
  readonly assignment: Assignment | null;
  readonly period: Period | null;
  readonly used: bigint;
  readonly held: bigint;
}

export const ungoverned = (entity: Entity): Node => ({ entity, assignment: null, period: null, used: 0n, held: 0n });

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
    .map((assignment) => nodeOf(draft, { entity, assignment }, question.at));
}

/** Its own assignments and the defaults that none of them replaces. */
export function standingAt(draft: Draft, entity: Entity): Assignment[] {
  const all = [...draft.assignments.values()];
  const own = all.filter((each) => each.customerId === entity.customerId && each.entityId === entity.id);
  return [...own, ...defaultsFor(draft, entity.customerId, entity.entityTypeId).filter((each) => !hasKeyOf(own, each))];
}

/** Asleep while its entity or one of its scope is archived (R5). */
export function isDormant(draft: Draft, { customerId, entityId, scopeEntityIds }: Assignment): boolean {
  const named = entityId === null ? scopeEntityIds : [entityId, ...scopeEntityIds];
  return named.some((id) => draft.entities.get(pairOf(customerId ?? "", id))?.archivedAt != null);
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

export function nodeOf(draft: Draft, budget: { entity: Entity; assignment: Assignment }, at: number): Node {
  const customer = draft.customers.get(budget.entity.customerId);
  const { anchor, timeZone, cadence } = budget.assignment;
  const phase = {
    cadence,
    anchor: anchor === "customer's" ? (customer?.anchor ?? null) : anchor,
    timeZone: timeZone ?? customer?.timeZone ?? "UTC",
  };
  const period = periodAt(phase, at);
  const entries = draft.entries.filter((entry) => isCounted(entry, { ...budget, period }));
  return {
    ...budget,
    period,
    used: entries.reduce((sum, { units }) => sum + units, 0n),
    held: entries.reduce((sum, { held }) => sum + held, 0n),
  };
}

/** R13, as it is written. */
function isCounted(entry: LedgerEntry, budget: { entity: Entity; assignment: Assignment; period: Period }): boolean {
  const { entity, assignment, period } = budget;
  if (entry.customerId !== entity.customerId || entry.capabilityId !== assignment.capabilityId) return false;
  if (entry.timestamp < period.start || entry.timestamp >= period.end) return false;
  if (!entry.set.includes(entity.id) || !assignment.scopeEntityIds.every((id) => entry.set.includes(id))) return false;
  return countsFor(assignment, entry);
}

export const countsFor = (assignment: Assignment, { countsAt }: Pick<LedgerEntry, "countsAt">): boolean =>
  assignment.countFrom === "period" || countsAt > assignment.madeAfter;

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
export function ceilingOf({ assignment }: Node): bigint | null {
  if (assignment === null || assignment.usageLimit === null || assignment.enforcement === "shadow") return null;
  if (assignment.enforcement === "hard") return assignment.usageLimit;
  return assignment.overageLimit === null ? null : assignment.usageLimit + assignment.overageLimit;
}

/** What is asked of a budget; null where its load doesn't grow: that is never denied (R30). */
export type Requested = bigint | null;

export function denies(node: Node, requested: Requested): boolean {
  const ceiling = ceilingOf(node);
  return requested !== null && ceiling !== null && node.used + node.held + requested > ceiling;
}

export function exceedsLimit(node: Node, requested: Requested): boolean {
  const limit = node.assignment?.usageLimit ?? null;
  return limit !== null && node.used + node.held + (requested ?? 0n) > limit;
}

/** Null without a ceiling, never below 0. */
export function availableOf(node: Node): bigint | null {
  const ceiling = ceilingOf(node);
  if (ceiling === null) return null;
  const left = ceiling - node.used - node.held;
  return left > 0n ? left : 0n;
}

/** The node as R18 lists it. */
export function answerNode(
  draft: Draft,
  node: Node,
  asked: { readonly capabilityId: string; readonly requested: Requested },
): Record<string, unknown> {
  const { entity, assignment, period, used, held } = node;
  const scale = draft.capabilities.get(asked.capabilityId)?.scale ?? 0;
  const limit = assignment?.usageLimit ?? null;
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
    utilization: limit === null ? null : utilizationOf(used, limit),
    usagePeriodStart: isoOf(period?.start ?? null),
    usagePeriodEnd: isoOf(period?.end ?? null),
    isGranted: !denies(node, asked.requested),
    exceedsLimit: exceedsLimit(node, asked.requested),
    inherited: assignment !== null && assignment.entityId === null,
  };
}

const utilizationOf = (used: bigint, limit: bigint): number => (limit === 0n ? 1 : Number(used) / Number(limit));
