// Budgets of the model: which assignments govern an entity, and what has been used of each, folded from the whole ledger (R7, R11, R13).
import { type Period, periodAt } from "./calendar.ts";
import { decimalOf } from "./decimal.ts";
import { isoOf } from "./shape.ts";
import { type Assignment, type Draft, type Entity, pairOf } from "./state.ts";

/** One entity × one matching budget; an entity without one has no assignment. */
export interface Node {
  readonly entity: Entity;
  readonly assignment: Assignment | null;
  readonly period: Period | null;
  readonly used: bigint;
}

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
  return { ...budget, period, used: usedOf(draft, budget, period) };
}

/** R13, as it is written. */
function usedOf(
  draft: Draft,
  { entity, assignment }: { entity: Entity; assignment: Assignment },
  period: Period,
): bigint {
  let used = 0n;
  for (const entry of draft.entries) {
    if (entry.customerId !== entity.customerId || entry.capabilityId !== assignment.capabilityId) continue;
    if (entry.timestamp < period.start || entry.timestamp >= period.end) continue;
    if (!entry.set.includes(entity.id) || !assignment.scopeEntityIds.every((id) => entry.set.includes(id))) continue;
    if (!countsFor(assignment, entry)) continue;
    used += entry.units;
  }
  return used;
}

/** A correction counts as recorded when what it corrects was. */
export function countsFor(assignment: Assignment, entry: Draft["entries"][number]): boolean {
  return assignment.countFrom === "period" || (entry.corrects ?? entry).sequence > assignment.madeAfter;
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
      return budgets.length > 0 ? budgets : [{ entity, assignment: null, period: null, used: 0n }];
    }),
  );
}

export const exceeds = (node: Node, requested: bigint): boolean =>
  node.assignment !== null && node.assignment.usageLimit !== null && node.used + requested > node.assignment.usageLimit;

/** Null without a limit, never below 0. */
export function availableOf(node: Node): bigint | null {
  const limit = node.assignment?.usageLimit ?? null;
  if (limit === null) return null;
  return limit > node.used ? limit - node.used : 0n;
}

/** The node as R18 lists it. */
export function answerNode(
  draft: Draft,
  node: Node,
  asked: { capabilityId: string; requested: bigint },
): Record<string, unknown> {
  const { entity, assignment, period, used } = node;
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
    enforcement: assignment === null ? null : "hard",
    usageLimit: limit === null ? null : decimalOf(limit, scale),
    currentUsage: decimalOf(used, scale),
    heldUsage: 0,
    available: available === null ? null : decimalOf(available, scale),
    utilization: limit === null ? null : utilizationOf(used, limit),
    usagePeriodStart: isoOf(period?.start ?? null),
    usagePeriodEnd: isoOf(period?.end ?? null),
    isGranted: !exceeds(node, asked.requested),
    exceedsLimit: exceeds(node, asked.requested),
    inherited: assignment !== null && assignment.entityId === null,
  };
}

const utilizationOf = (used: bigint, limit: bigint): number => (limit === 0n ? 1 : Number(used) / Number(limit));
