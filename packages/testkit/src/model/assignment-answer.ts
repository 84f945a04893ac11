// Assignments of the model as they are told (R11).
import { isDormant } from "./counting.ts";
import { decimalOf } from "./decimal.ts";
import { refuse } from "./refusal.ts";
import { isoOf } from "./shape.ts";
import { type Draft, pairOf } from "./state.ts";

export function answerAssignment(draft: Draft, id: string): unknown {
  const assignment = draft.assignments.get(id) ?? refuse("NotFound");
  const {
    customerId,
    entityId,
    capabilityId,
    scopeEntityIds,
    cadence,
    usageLimit,
    enforcement,
    overageLimit,
    allocation,
    anchor,
    timeZone,
    countFrom,
    version,
  } = assignment;
  const { scale = 0 } = draft.capabilities.get(capabilityId) ?? {};
  return {
    id,
    entityId,
    entityTypeId: assignment.entityTypeId ?? draft.entities.get(pairOf(customerId ?? "", entityId ?? ""))?.entityTypeId,
    capabilityId,
    scopeEntityIds,
    cadence,
    usageLimit: usageLimit === null ? null : decimalOf(usageLimit, scale),
    enforcement,
    overageLimit: overageLimit === null ? null : decimalOf(overageLimit, scale),
    allocation,
    anchor: anchor === "customer's" ? null : isoOf(anchor),
    timeZone,
    countFrom,
    isDormant: isDormant(draft, assignment),
    version,
  };
}
