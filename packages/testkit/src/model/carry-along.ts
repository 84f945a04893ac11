// Carrying along: what stands on a natural key keeps to the assignment when that gets another (R36).
import { naturalKeyOf } from "./budget.ts";
import { isSameKey } from "./effective-limit.ts";
import type { BudgetKey } from "./exception-rows.ts";
import type { Assignment, Draft } from "./state.ts";

export function carryAlong(before: ReadonlyMap<string, Assignment>, draft: Draft): void {
  const moved = [...before.values()].flatMap((old) => {
    const now = draft.assignments.get(old.id);
    if (now === undefined || now.entityId === null || naturalKeyOf(now) === naturalKeyOf(old)) return [];
    return { old: keyBy(old), now: keyBy(now) };
  });
  const carried = <Row extends BudgetKey>(row: Row): Row => {
    const move = moved.find(({ old }) => isSameKey(old, row));
    return move === undefined ? row : { ...row, ...move.now };
  };
  for (const [id, row] of draft.exceptions) draft.exceptions.set(id, carried(row));
  for (const [id, row] of draft.limitRequests) draft.limitRequests.set(id, carried(row));
}

const keyBy = ({ customerId, entityId, capabilityId, scopeEntityIds, cadence }: Assignment): BudgetKey => ({
  customerId: customerId ?? "",
  entityId: entityId ?? "",
  capabilityId,
  scopeEntityIds,
  cadence,
});
