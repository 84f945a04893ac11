// Carving in the model: which budgets are carved out of which, what they need there, and what that leaves (R33, R34).
import { isSamePhase } from "./calendar.ts";
import { nowFor } from "./clock.ts";
import { type Budget, budgetAt, countedBy, isDormant, phaseOf } from "./counting.ts";
import { greatestLimit } from "./effective-limit.ts";
import { pathOf } from "./resolution.ts";
import { type Assignment, type Draft, pairOf } from "./state.ts";

type Standing = Pick<Budget, "entity" | "assignment">;
type Limiting = Assignment & { readonly usageLimit: bigint };

/** Whether others may be carved out of it: an own hard limit. */
export const isParentable = (assignment: Assignment): assignment is Limiting =>
  assignment.entityId !== null && assignment.enforcement === "hard" && assignment.usageLimit !== null;

/** The awake own assignments of a customer, each with its entity. */
export function ownOnes(draft: Draft, customerId: string): Standing[] {
  return [...draft.assignments.values()].flatMap((assignment) => {
    if (assignment.customerId !== customerId || isDormant(draft, assignment)) return [];
    const entity = draft.entities.get(pairOf(customerId, assignment.entityId ?? ""));
    return entity === undefined ? [] : [{ entity, assignment }];
  });
}

/** That of the nearest ancestor with an own hard limit of the same capability, scope, cadence, phase and zone. */
export function parentBudgetOf(draft: Draft, child: Standing): Assignment | null {
  const { customerId, id } = child.entity;
  const own = ownOnes(draft, customerId);
  for (const ancestor of pathOf(draft, customerId, id).slice(1)) {
    const found = own.find((each) => each.entity.id === ancestor.id && isAlike(draft, child, each));
    if (found !== undefined) return found.assignment;
  }
  return null;
}

function isAlike(draft: Draft, child: Standing, other: Standing): boolean {
  const [a, b] = [child.assignment, other.assignment];
  if (!isParentable(b) || a.capabilityId !== b.capabilityId || a.cadence !== b.cadence) return false;
  if (a.scopeEntityIds.join("\n") !== b.scopeEntityIds.join("\n")) return false;
  return isSamePhase(phaseOf(draft, child), phaseOf(draft, other));
}

export function carvedOutOf(draft: Draft, parent: Assignment): Standing[] {
  if (!isParentable(parent)) return [];
  return ownOnes(draft, parent.customerId ?? "").filter(
    (each) => each.assignment.allocation === "carved" && parentBudgetOf(draft, each)?.id === parent.id,
  );
}

/** What weighs on a budget. */
export interface Load {
  readonly load: bigint;
  /** The same if nothing were held. */
  readonly unheldLoad: bigint;
  /** What is set aside for what is carved out of it. */
  readonly allocated: bigint;
  /** The entities whose budgets are carved out of it. */
  readonly carvedOut: readonly string[];
}

/** Once a period is over nothing of it is set aside any more. */
export function loadOf(draft: Draft, budget: Budget): Load {
  const isOver = budget.period.end <= nowFor(draft, budget.entity.customerId, draft.clock);
  const children = isOver ? [] : carvedOutOf(draft, budget.assignment);
  const carvedOut = children.map(({ entity }) => entity.id);
  const uncarved = countedBy(draft, budget).filter(({ set }) => !carvedOut.some((id) => set.includes(id)));
  const used = uncarved.reduce((sum, { units }) => sum + units, 0n);
  const held = uncarved.reduce((sum, each) => sum + each.held, 0n);
  const needs = children.map((child) => needOf(draft, budgetAt(draft, child, startOf(budget))));
  const allocated = needs.reduce((sum, { need }) => sum + need, 0n);
  const unheld = needs.reduce((sum, { unheldNeed }) => sum + unheldNeed, 0n);
  return { load: used + held + allocated, unheldLoad: used + unheld, allocated, carvedOut };
}

/** Its greatest limit of the period's rest, or what weighs on it where that is more. */
function needOf(draft: Draft, budget: Budget): { need: bigint; unheldNeed: bigint } {
  const limit = greatestLimit(draft, budget) ?? 0n;
  const { load, unheldLoad } = loadOf(draft, budget);
  return { need: load > limit ? load : limit, unheldNeed: unheldLoad > limit ? unheldLoad : limit };
}

/** Both have the same periods. */
const startOf = ({ period }: Budget): number => (Number.isFinite(period.start) ? period.start : 0);
