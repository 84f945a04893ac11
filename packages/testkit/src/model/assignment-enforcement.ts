// How an assignment of the model enforces its limit, and how far a soft one may be passed and whether it is carved (R11, R32, R33).
import { unitsOf } from "./decimal.ts";
import { refuse } from "./refusal.ts";
import type { Fields } from "./shape.ts";
import type { Assignment, Draft } from "./state.ts";

const ENFORCEMENTS = ["hard", "soft", "shadow"];
const ALLOCATIONS = ["shared", "carved"];

export function judgeEnforcement(item: Fields): void {
  const { enforcement } = item;
  if (enforcement !== undefined && !ENFORCEMENTS.some((each) => each === enforcement))
    refuse("InvalidRequest", "/enforcement");
  if (item.allocation !== undefined && !ALLOCATIONS.some((each) => each === item.allocation))
    refuse("InvalidRequest", "/allocation");
}

type Enforcing = Pick<Assignment, "enforcement" | "overageLimit">;

/** An overage limit is for soft limits, and leaving soft clears it (R11). */
export function enforcingOf(
  draft: Draft,
  item: Fields,
  before: Enforcing & { readonly capabilityId: string },
): Enforcing {
  const enforcement = (item.enforcement ?? before.enforcement) as Assignment["enforcement"];
  if (item.overageLimit === undefined)
    return { enforcement, overageLimit: enforcement === "soft" ? before.overageLimit : null };
  if (item.overageLimit === null) return { enforcement, overageLimit: null };
  if (enforcement !== "soft") refuse("InvalidRequest", "/overageLimit");
  const scale = draft.capabilities.get(before.capabilityId)?.scale ?? 0;
  return { enforcement, overageLimit: unitsOf(item.overageLimit, { scale, rounds: false, path: "/overageLimit" }) };
}

/** Only a hard limit can be set aside, and only where it counts the whole period (R33). */
export function judgeAllocation(assignment: Assignment): void {
  if (assignment.allocation === "shared") return;
  if (assignment.usageLimit === null) refuse("InvalidRequest", "/usageLimit");
  if (assignment.enforcement !== "hard") refuse("InvalidRequest", "/enforcement");
  if (assignment.countFrom === "now") refuse("InvalidRequest", "/countFrom");
}

/** Of an assignment that says nothing of it. */
export const HARD: Enforcing = { enforcement: "hard", overageLimit: null };
