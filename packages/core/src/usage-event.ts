// A usage event: what was used, by whom and when, turned into the uses and budgets that its entries move (R16, R19, R20).
import { parseAmount } from "./amount.ts";
import {
  type AttributionPlace,
  type AttributionRequest,
  RESOLVED_ENTITIES_MAX,
  type Resolution,
  resolve,
} from "./attribution.ts";
import { budgetsMoved } from "./budget.ts";
import { type Capability, roundingOf } from "./capability.ts";
import type { ChainNode } from "./chain-node.ts";
import { type Fault, fault, isFault } from "./fault.ts";

/** An event as parsed at the edge; `timestamp` in milliseconds, dimension values as text. */
export interface UsageEvent extends AttributionRequest {
  readonly customerId: string;
  readonly capabilityId?: string | undefined;
  readonly amount?: number | string | undefined;
  readonly items?: readonly { readonly capabilityId: string; readonly amount: number | string }[] | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly timestamp?: number | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly strict?: boolean | undefined;
  readonly correctsEntryId?: string | undefined;
}

/** One capability's part of an event: an entry of its own, with the budgets that it moves. */
export interface Use {
  readonly capability: Capability;
  /** In units. */
  readonly amount: number;
  readonly budgets: readonly ChainNode[];
}

export interface UsagePlan {
  readonly resolution: Resolution;
  readonly timestamp: number;
  readonly uses: readonly Use[];
}

/** R16: how far ahead of Purser's now a caller's clock may be. */
export const AHEAD_MAX_MS = 5 * 60_000;
const DAY_MS = 86_400_000;

/** The amounts of an event in units, by capability; judged before anything is looked up for it. */
export function measureUsage(
  place: AttributionPlace,
  event: UsageEvent,
): { capability: Capability; amount: number }[] | Fault {
  const measured: { capability: Capability; amount: number }[] = [];
  if (event.items === undefined) {
    const one = measureItem(place, { capabilityId: event.capabilityId ?? "", amount: event.amount ?? 0 }, "");
    if (isFault(one)) return one;
    return [one];
  }
  for (const [index, item] of event.items.entries()) {
    const one = measureItem(place, item, `/items/${index}`);
    if (isFault(one)) return one;
    measured.push(one);
  }
  return measured;
}

function measureItem(
  place: AttributionPlace,
  item: { readonly capabilityId: string; readonly amount: number | string },
  path: string,
): { capability: Capability; amount: number } | Fault {
  const capability = place.environment.capabilities.get(item.capabilityId);
  if (capability === undefined) return capabilityNotFound(item.capabilityId, `${path}/capabilityId`);
  const amount = parseAmount(item.amount, { scale: capability.scale, rounding: roundingOf(capability) });
  if (typeof amount === "string") return fault("InvalidRequest", amount, `${path}/amount`);
  return { capability, amount };
}

/** R12: a misspelt name must not pass a limit. */
export const capabilityNotFound = (id: string, path: string): Fault =>
  fault(
    "CapabilityNotFound",
    `No capability "${id}" in this environment. Make it with PUT /v1/capabilities, or mend the id.`,
    path,
  );

/** Resolves the event and finds the budgets that it moves; newcomers stand in the snapshot, uncommitted. */
export function planUsage(
  place: AttributionPlace,
  event: UsageEvent,
  measured: readonly { capability: Capability; amount: number }[],
): UsagePlan | Fault {
  const timestamp = event.timestamp ?? place.now;
  const untimely = judgeTimestamp(place, timestamp);
  if (untimely !== null) return untimely;
  const resolution = resolve(place, event);
  const refused = judgeResolution(place, event.strict, resolution);
  if (refused !== null) return refused;
  const { snapshot, customer } = place;
  const uses = measured.map(({ capability, amount }) => ({
    capability,
    amount,
    budgets: budgetsMoved({
      snapshot,
      customer,
      capability: capability.number,
      set: resolution.set,
      now: timestamp,
      today: place.now,
    }),
  }));
  return { resolution, timestamp, uses };
}

/** R9, R10: what a request may not leave unresolved, and how many entities it may govern. */
export function judgeResolution(
  place: AttributionPlace,
  strict: boolean | undefined,
  resolution: Resolution,
): Fault | null {
  if (resolution.set.length > RESOLVED_ENTITIES_MAX) {
    const detail = `The request resolves to ${resolution.set.length} entities, ancestors counted; at most ${RESOLVED_ENTITIES_MAX} are allowed. Name fewer.`;
    return fault("TooManyEntities", detail);
  }
  const unresolved = resolution.unresolved[0];
  if (unresolved === undefined || !(strict ?? place.environment.row.strict)) return null;
  const path = unresolved.key === null ? "/entityIds" : `/dimensions/${pointerPart(unresolved.key)}`;
  const named =
    unresolved.key === null ? `Entity id "${unresolved.value}"` : `Dimension ${unresolved.key}="${unresolved.value}"`;
  const detail = `${named} names no active entity (${unresolved.reason}), and the request is strict. Make the entity first, or send strict: false.`;
  return fault("UnresolvedDimensions", detail, path);
}

/** One part of a JSON Pointer (RFC 6901, section 3). */
export const pointerPart = (text: string): string => text.replaceAll("~", "~0").replaceAll("/", "~1");

function judgeTimestamp(place: AttributionPlace, timestamp: number): Fault | null {
  const { now } = place;
  if (timestamp > now + AHEAD_MAX_MS) {
    const detail = `The timestamp ${textOf(timestamp)} is more than 5 minutes ahead of ${textOf(now)}. Check the sender's clock.`;
    return fault("TimestampInFuture", detail, "/timestamp");
  }
  const days = place.environment.row.maxLatenessDays;
  if (timestamp >= now - days * DAY_MS) return null;
  const detail = `The timestamp ${textOf(timestamp)} is more than ${days} days late. Raise maxLatenessDays of the environment to load older usage.`;
  return fault("TimestampTooOld", detail, "/timestamp");
}

const textOf = (instant: number): string => new Date(instant).toISOString();
