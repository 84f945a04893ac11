// Effective limits of the model: what exceptions raise a usage limit to, at an instant and at most (R36).
import { nowFor } from "./clock.ts";
import type { Budget } from "./counting.ts";
import type { BudgetKey, Exception } from "./exception-rows.ts";
import { isSame } from "./shape.ts";
import type { Draft } from "./state.ts";

type Standing = Pick<Budget, "entity" | "assignment">;

export const keyAt = ({ entity, assignment }: Standing): BudgetKey => ({
  customerId: entity.customerId,
  entityId: entity.id,
  capabilityId: assignment.capabilityId,
  scopeEntityIds: assignment.scopeEntityIds,
  cadence: assignment.cadence,
});

export function isSameKey(a: BudgetKey, b: BudgetKey): boolean {
  const parts = (key: BudgetKey): unknown[] => [
    key.customerId,
    key.entityId,
    key.capabilityId,
    key.scopeEntityIds,
    key.cadence,
  ];
  return isSame(parts(a), parts(b));
}

/** Those that have not been revoked. */
const exceptionsOn = (draft: Draft, key: BudgetKey): Exception[] =>
  [...draft.exceptions.values()].filter((each) => each.revokedAt === null && isSameKey(each, key));

export const isInForce = ({ from, until, revokedAt }: Exception, at: number): boolean =>
  revokedAt === null && from <= at && (until === null || at < until);

/** R36, as it is written; where nothing limits nothing is raised. */
export function limitAt(draft: Draft, standing: Standing, at: number): bigint | null {
  let limit = standing.assignment.usageLimit;
  if (limit === null) return null;
  const inForce = exceptionsOn(draft, keyAt(standing)).filter((each) => isInForce(each, at));
  for (const { usageLimit } of inForce) if (usageLimit !== null && usageLimit > limit) limit = usageLimit;
  return inForce.reduce((sum, { amount }) => sum + (amount ?? 0n), limit);
}

/** Of the budget's period: that of now, else that of the instant in it which is nearest to now. */
export function limitOf(draft: Draft, budget: Budget): bigint | null {
  const now = nowFor(draft, budget.entity.customerId, draft.clock);
  const { start, end } = budget.period;
  return limitAt(draft, budget, now < start ? start : now >= end ? end - 1 : now);
}

/** The greatest from now until then: it can only rise where an exception begins. */
export function greatestLimit(draft: Draft, budget: Budget): bigint | null {
  const now = nowFor(draft, budget.entity.customerId, draft.clock);
  const limits = [now, ...beginnings(draft, budget, now).filter((from) => from < budget.period.end)].map((at) =>
    limitAt(draft, budget, at),
  );
  return limits.reduce((most, limit) => (most === null || limit === null || limit > most ? limit : most));
}

/** When its exceptions that are still to come begin. */
export const beginnings = (draft: Draft, standing: Standing, now: number): number[] =>
  exceptionsOn(draft, keyAt(standing))
    .map(({ from }) => from)
    .filter((from) => from > now);
