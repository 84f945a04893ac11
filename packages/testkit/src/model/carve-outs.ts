// Carve-outs in the model: no write creates or enlarges an excess over a limit, or leaves a carved one without a parent budget (R35).
import { carvedOutOf, isParentable, loadOf, ownOnes, parentBudgetOf } from "./carving.ts";
import { budgetAt, phaseOf } from "./counting.ts";
import { decimalOf } from "./decimal.ts";
import { nowFor } from "./recording.ts";
import { refuse } from "./refusal.ts";
import { isSame } from "./shape.ts";
import type { Assignment, Draft } from "./state.ts";

export interface Written {
  readonly customerId: string;
  readonly wall: number;
}

/** Judges what stands after the whole write against what stood before it. */
export function judgeCarveOuts(before: Draft, after: Draft, { customerId, wall }: Written): void {
  const at = nowFor(after, customerId, wall);
  for (const each of ownOnes(after, customerId))
    if (each.assignment.allocation === "carved" && parentBudgetOf(after, each) === null) refuse("NoParentBudget");
  for (const { assignment } of ownOnes(after, customerId)) {
    const now = carvingOf(after, assignment, at);
    if (now === null || now.limits === null) continue;
    const then = standingBefore(before, after, assignment);
    const old = then === null ? null : carvingOf(before, then, at);
    const isWorse = (how: (carving: Carving) => bigint): boolean => how(now) > (old === null ? 0n : how(old));
    if (isWorse(limitsBeyond) || isWorse(loadBeyond)) refuse("AllocationConflict", "", toldOf(after, assignment, now));
  }
}

interface Carving {
  readonly limit: bigint;
  /** The sum of the limits that are carved out of it; null where none is. */
  readonly limits: bigint | null;
  readonly load: bigint;
  readonly allocated: bigint;
}

function carvingOf(draft: Draft, assignment: Assignment, at: number): Carving | null {
  const own = ownOnes(draft, assignment.customerId ?? "").find((each) => each.assignment.id === assignment.id);
  if (own === undefined || !isParentable(assignment)) return null;
  const children = carvedOutOf(draft, assignment);
  const limits = children.reduce((sum, child) => sum + (child.assignment.usageLimit ?? 0n), 0n);
  const { load, allocated } = loadOf(draft, budgetAt(draft, own, at));
  return { limit: assignment.usageLimit, limits: children.length === 0 ? null : limits, load, allocated };
}

const beyond = (amount: bigint, limit: bigint): bigint => (amount > limit ? amount - limit : 0n);
const limitsBeyond = ({ limit, limits }: Carving): bigint => beyond(limits ?? 0n, limit);
const loadBeyond = ({ limit, load }: Carving): bigint => beyond(load, limit);

/** The same budget as it was: one of other periods or another scope is another. */
function standingBefore(before: Draft, after: Draft, assignment: Assignment): Assignment | null {
  const old = before.assignments.get(assignment.id);
  if (old === undefined || !isSame(old.scopeEntityIds, assignment.scopeEntityIds)) return null;
  const phase = (draft: Draft, of: Assignment): unknown =>
    ownOnes(draft, of.customerId ?? "")
      .filter((each) => each.assignment.id === of.id)
      .map((each) => phaseOf(draft, each));
  return isSame(phase(before, old), phase(after, assignment)) ? old : null;
}

function toldOf(draft: Draft, { capabilityId }: Assignment, { limit, limits, load, allocated }: Carving): string {
  const { scale = 0 } = draft.capabilities.get(capabilityId) ?? {};
  const [all, carved, uncarved, needed] = [limit, limits ?? 0n, load - allocated, allocated].map((units) =>
    decimalOf(units, scale),
  );
  return `limits ${carved}, uncarved ${uncarved}, needed ${needed} of ${all}`;
}
