// How an assignment of the model enforces its limit, and how far a soft one may be passed (R11, R32).
import { unitsOf } from "./decimal.ts";
import { refuse } from "./refusal.ts";
import type { Fields } from "./shape.ts";
import type { Assignment, Draft } from "./state.ts";

const ENFORCEMENTS = ["hard", "soft", "shadow"];

export function judgeEnforcement(item: Fields): void {
  const { enforcement } = item;
  if (enforcement !== undefined && !ENFORCEMENTS.some((each) => each === enforcement))
    refuse("InvalidRequest", "/enforcement");
  if (item.allocation !== undefined && item.allocation !== "shared") refuse("InvalidRequest", "/allocation");
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

/** Of an assignment that says nothing of it. */
export const HARD: Enforcing = { enforcement: "hard", overageLimit: null };
