// How an assignment enforces its limit and where that comes from: enforcement, overage limit and allocation (R11, R32, R33).
import { parseAmount } from "./amount.ts";
import type { Allocation, Assignment, Enforcement } from "./assignment.ts";
import type { ItemAt } from "./assignment-fields.ts";
import type { Capability } from "./capability.ts";
import { itemFault } from "./catalog-batch.ts";
import { type Fault, isFault } from "./fault.ts";

export interface EnforcementItem {
  readonly enforcement?: Enforcement | undefined;
  readonly overageLimit?: number | string | null | undefined;
  readonly allocation?: Allocation | undefined;
}

export type Enforcing = Pick<Assignment, "enforcement" | "overageLimit" | "allocation">;

/** Of an assignment that says nothing of it. */
export const HARD: Enforcing = { enforcement: "hard", overageLimit: null, allocation: "shared" };

/** What the item makes of `before`; leaving soft clears the overage limit. */
export function judgeEnforcing(
  before: Enforcing,
  { item, capability }: { readonly item: EnforcementItem; readonly capability: Capability },
  at: ItemAt,
): Enforcing | Fault {
  const enforcement = item.enforcement ?? before.enforcement;
  const allocation = item.allocation ?? before.allocation;
  const overageLimit = judgeOverage(before, { item, capability, enforcement }, at);
  return isFault(overageLimit) ? overageLimit : { enforcement, overageLimit, allocation };
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

/** R33: only a hard limit that counts its whole period can be set aside inside another. */
export function carvedFault(
  row: Pick<Assignment, "allocation" | "enforcement" | "usageLimit" | "countFrom">,
  at: ItemAt,
): Fault | null {
  if (row.allocation === "shared") return null;
  const refuse = (reason: string): Fault =>
    itemFault("InvalidRequest", `${reason} Send allocation "shared".`, { ...at, field: "allocation" });
  if (row.enforcement !== "hard") return refuse(`A ${row.enforcement} limit can't be carved out of another.`);
  if (row.usageLimit === null) return refuse("Without a usageLimit there is nothing to carve out.");
  return row.countFrom === "now"
    ? refuse('What counts from "now" can\'t be carved out of a budget of the period.')
    : null;
}
