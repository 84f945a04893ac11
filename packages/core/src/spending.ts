// Spending: what consume and reserve ask for, and how much of it the budgets grant (R24, R26, R28, R29).
import { parseAmount } from "./amount.ts";
import type { AttributionPlace, AttributionRequest, Resolution } from "./attribution.ts";
import { type Capability, roundingOf } from "./capability.ts";
import { type ChainNode, isExempt, loadOfNode } from "./chain-node.ts";
import { type Fault, fault, isFault } from "./fault.ts";
import { governingDefaults } from "./governing-index.ts";
import { capabilityNotFound } from "./usage-event.ts";

/** A consume or reserve as parsed at the edge. */
export interface SpendRequest extends AttributionRequest {
  readonly operation: "consume" | "reserve";
  readonly customerId: string;
  /** One where a single capability was asked for. */
  readonly items: readonly SpendItem[];
  readonly isItemized: boolean;
  readonly idempotencyKey: string;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly strict?: boolean | undefined;
  /** Of a reserve. */
  readonly ttlMs?: number | undefined;
}

export interface SpendItem {
  readonly capabilityId: string;
  readonly amount: number | string;
  readonly minAmount?: number | string | undefined;
}

/** One capability's part, in units. */
export interface MeasuredSpend {
  readonly capability: Capability;
  readonly amount: number;
  /** Less will do, down to this; null = the amount itself (R28). */
  readonly minAmount: number | null;
}

/** The name of the amount in the bodies of the operation. */
export const amountField = ({ operation }: Pick<SpendRequest, "operation">): "requestedUsage" | "amount" =>
  operation === "consume" ? "requestedUsage" : "amount";

export function measureSpend(
  place: Pick<AttributionPlace, "environment">,
  request: SpendRequest,
): MeasuredSpend[] | Fault {
  const measured: MeasuredSpend[] = [];
  for (const [index, item] of request.items.entries()) {
    const one = measureItem(place, request, { item, path: request.isItemized ? `/items/${index}` : "" });
    if (isFault(one)) return one;
    measured.push(one);
  }
  return measured;
}

function measureItem(
  { environment }: Pick<AttributionPlace, "environment">,
  request: SpendRequest,
  { item, path }: { readonly item: SpendItem; readonly path: string },
): MeasuredSpend | Fault {
  const capability = environment.capabilities.get(item.capabilityId);
  if (capability === undefined) return capabilityNotFound(item.capabilityId, `${path}/capabilityId`);
  const rule = { scale: capability.scale, rounding: roundingOf(capability) };
  const at = `${path}/${amountField(request)}`;
  const amount = parseAmount(item.amount, rule);
  if (typeof amount === "string") return fault("InvalidRequest", amount, at);
  if (request.operation === "consume") return { capability, amount, minAmount: null };
  if (amount === 0) return fault("InvalidRequest", "A hold takes more than 0.", at);
  if (item.minAmount === undefined) return { capability, amount, minAmount: null };
  const minAmount = parseAmount(item.minAmount, rule);
  if (typeof minAmount === "string") return fault("InvalidRequest", minAmount, `${path}/minAmount`);
  if (minAmount > 0 && minAmount <= amount) return { capability, amount, minAmount };
  return fault("InvalidRequest", "minAmount is more than 0 and at most amount.", `${path}/minAmount`);
}

/** R28: the most that every budget of the chains has room for, between `minAmount` and `amount`; null where it is less. */
export function affordable(
  chains: readonly (readonly ChainNode[])[],
  { amount, minAmount }: Pick<MeasuredSpend, "amount" | "minAmount">,
): number | null {
  let room = Number.POSITIVE_INFINITY;
  for (const chain of chains) {
    for (const node of chain) {
      if (!Number.isNaN(node.ceiling) && !isExempt(node)) room = Math.min(room, node.ceiling - loadOfNode(node));
    }
  }
  if (amount <= room) return amount;
  return minAmount !== null && room >= minAmount ? room : null;
}

/** R6: nobody slips past a default by being new. */
export function provisionLimitFault(
  place: AttributionPlace,
  capability: Capability,
  resolution: Resolution,
): Fault | null {
  for (const type of resolution.limited) {
    const defaults = governingDefaults(place.snapshot, place.customer, type.number);
    if (!defaults.some((standing) => standing.capability === capability.number)) continue;
    const detail = `The customer has reached its provision limit, and "${type.id}" has a default limit. Make the entity first, or raise provisionLimit.`;
    return fault("ProvisionLimit", detail);
  }
  return null;
}
