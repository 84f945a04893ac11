// Carve-outs in the model: no write creates or enlarges an excess over a limit, or leaves a carved one without a parent budget (R35).
import { carvedOutOf, isParentable, loadOf, ownOnes, parentBudgetOf } from "./carving.ts";
import { nowFor } from "./clock.ts";
import { budgetAt, phaseOf } from "./counting.ts";
import { decimalOf } from "./decimal.ts";
import { beginnings, limitAt } from "./effective-limit.ts";
import { refuse } from "./refusal.ts";
import { isSame } from "./shape.ts";
import type { Assignment, Draft } from "./state.ts";

export interface Written {
  readonly customerId: string;
  readonly wall: number;
}

/** Judges what stands after the whole write against what stood before it. */
export function judgeCarveOuts(before: Draft, after: Draft, { customerId, wall }: Written): void {
  const now = nowFor(after, customerId, wall);
  const own = ownOnes(after, customerId);
  for (const each of own)
    if (each.assignment.allocation === "carved" && parentBudgetOf(after, each) === null) refuse("NoParentBudget");
  const instants = [now, ...own.flatMap((each) => [...beginnings(after, each, now), ...beginnings(before, each, now)])];
  const parents = own.filter((each) => carvedOutOf(after, each.assignment).length > 0);
  for (const { assignment } of parents) {
    const then = standingBefore(before, after, assignment);
    for (const at of instants) {
      const is = carvingOf(after, assignment, at);
      const was = then === null ? NOTHING : carvingOf(before, then, at);
      if (isWorse(is, was)) refuse("AllocationConflict", "", toldOf(after, assignment, is));
    }
  }
}

interface Carving {
  readonly limit: bigint;
  /** The sum of the limits that are carved out of it and in force at an instant. */
  readonly limits: bigint;
  readonly load: bigint;
  readonly allocated: bigint;
}

const NOTHING: Carving = { limit: 0n, limits: 0n, load: 0n, allocated: 0n };

/** Limits as of that instant, the load as of now. */
function carvingOf(draft: Draft, assignment: Assignment, at: number): Carving {
  const customerId = assignment.customerId ?? "";
  const own = ownOnes(draft, customerId).find((each) => each.assignment.id === assignment.id);
  if (own === undefined || !isParentable(assignment)) return NOTHING;
  const limits = carvedOutOf(draft, assignment).reduce((sum, child) => sum + (limitAt(draft, child, at) ?? 0n), 0n);
  const { load, allocated } = loadOf(draft, budgetAt(draft, own, nowFor(draft, customerId, draft.clock)));
  return { limit: assignment.usageLimit, limits, load, allocated };
}

const beyond = (amount: bigint, limit: bigint): bigint => (amount > limit ? amount - limit : 0n);
const limitsBeyond = ({ limit, limits }: Carving): bigint => beyond(limits, limit);
const loadBeyond = ({ limit, load }: Carving): bigint => beyond(load, limit);
const isWorse = (is: Carving, was: Carving): boolean =>
  limitsBeyond(is) > limitsBeyond(was) || loadBeyond(is) > loadBeyond(was);

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
  const [all, carved, uncarved, needed] = [limit, limits, load - allocated, allocated].map((units) =>
    decimalOf(units, scale),
  );
  return `limits ${carved}, uncarved ${uncarved}, needed ${needed} of ${all}`;
}
