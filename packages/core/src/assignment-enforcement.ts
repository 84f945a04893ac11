// How an assignment enforces its limit: enforcement and overage limit, judged together (R11, R32).
import { parseAmount } from "./amount.ts";
import type { Assignment, Enforcement } from "./assignment.ts";
import type { ItemAt } from "./assignment-fields.ts";
import type { Capability } from "./capability.ts";
import { itemFault } from "./catalog-batch.ts";
import { type Fault, isFault } from "./fault.ts";

export interface EnforcementItem {
  readonly enforcement?: Enforcement | undefined;
  readonly overageLimit?: number | string | null | undefined;
}

export type Enforcing = Pick<Assignment, "enforcement" | "overageLimit">;

/** Of an assignment that says nothing of it. */
export const HARD: Enforcing = { enforcement: "hard", overageLimit: null };

/** What the item makes of `before`; leaving soft clears the overage limit. */
export function judgeEnforcing(
  before: Enforcing,
  { item, capability }: { readonly item: EnforcementItem; readonly capability: Capability },
  at: ItemAt,
): Enforcing | Fault {
  const enforcement = item.enforcement ?? before.enforcement;
  const overageLimit = judgeOverage(before, { item, capability, enforcement }, at);
  return isFault(overageLimit) ? overageLimit : { enforcement, overageLimit };
}

function judgeOverage(
  before: Enforcing,
  sent: { readonly item: EnforcementItem; readonly capability: Capability; readonly enforcement: Enforcement },
  at: ItemAt,
): number | null | Fault {
  const { overageLimit } = sent.item;
  if (overageLimit === undefined) return sent.enforcement === "soft" ? before.overageLimit : null;
  if (overageLimit === null) return null;
  if (sent.enforcement !== "soft") {
    const detail = `An overageLimit is for soft limits, and this one is ${sent.enforcement}. Leave it out, or send enforcement "soft".`;
    return itemFault("InvalidRequest", detail, { ...at, field: "overageLimit" });
  }
  const units = parseAmount(overageLimit, { scale: sent.capability.scale, rounding: "exact" });
  return typeof units === "number" ? units : itemFault("InvalidRequest", units, { ...at, field: "overageLimit" });
}
