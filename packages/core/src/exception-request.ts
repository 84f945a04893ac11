// A request for an exception: the budget that it names and by how much, until when it raises that one's limit (R36).
import { parseAmount } from "./amount.ts";
import { archivedScopeFault, cadenceFault, type ItemAt, judgeCapability, judgeScope } from "./assignment-fields.ts";
import type { Capability } from "./capability.ts";
import type { CustomerPlace } from "./catalog-batch.ts";
import { type Fault, fault, isFault } from "./fault.ts";
import { governingDefaults } from "./governing-index.ts";
import { findAssignment, type NaturalKey, naturalKeyText } from "./natural-key.ts";
import type { Snapshot } from "./snapshot.ts";
import { isInSubtree, type SeenRoots } from "./subtree.ts";
import type { Calendar } from "./usage-period.ts";

/** A body as parsed at the edge; instants in milliseconds. */
export interface ExceptionRequest {
  readonly entityId: string;
  readonly capabilityId: string;
  readonly scopeEntityIds?: readonly string[] | undefined;
  readonly cadence: string | null;
  readonly usageLimit?: number | string | undefined;
  readonly amount?: number | string | undefined;
  readonly from?: number | undefined;
  /** Left out = the end of the usage period that holds `from`; null = in every period. */
  readonly until?: number | null | undefined;
  readonly reason: string;
}

/** Exactly one of the two is there, in units. */
export interface Raise {
  readonly usageLimit: number | null;
  readonly amount: number | null;
}

/** Of one body, not of a list. */
const BARE: ItemAt = { list: "", index: 0 };

const bare = ({ code, detail, path }: Fault): Fault => fault(code, detail, path?.replace(/^\/\/0/, ""));

/** The natural key that the request names; whether anything governs there is judged apart. `roots`: what the caller sees. */
export function judgeExceptionKey(
  place: CustomerPlace,
  roots: SeenRoots,
  request: ExceptionRequest,
): NaturalKey | Fault {
  const { snapshot, customer, environment } = place;
  const capability = judgeCapability(environment, request.capabilityId, BARE);
  if (isFault(capability)) return bare(capability);
  const entity = customer.entities.get(request.entityId);
  if (entity === undefined || !isInSubtree(snapshot.entities, roots, entity)) {
    return fault("InvalidRequest", `No entity "${request.entityId}" at this customer. Make it first.`, "/entityId");
  }
  const wrong = cadenceFault(request.cadence, BARE);
  if (wrong !== null) return bare(wrong);
  const scope = judgeScope(place, { ids: request.scopeEntityIds ?? [], entity }, BARE);
  // Whether what a scope names is there is nobody's business who doesn't see the whole customer.
  if (isFault(scope)) return roots === null ? bare(scope) : notGoverned();
  return { entity, capability: capability.number, scope, cadence: request.cadence };
}

/** R5: who is archived has no budgets; judged after the repeat of what was made before (R21). */
export function archivedKeyFault(
  place: Pick<CustomerPlace, "snapshot" | "customer">,
  roots: SeenRoots,
  request: ExceptionRequest,
): Fault | null {
  const { snapshot, customer } = place;
  if (snapshot.entities.isArchived(customer.entities.get(request.entityId) ?? 0)) {
    const detail = `Entity "${request.entityId}" is archived and has no budgets of its own. Unarchive it first.`;
    return fault("InvalidRequest", detail, "/entityId");
  }
  const wrong = archivedScopeFault(place, request.scopeEntityIds, BARE);
  if (wrong === null) return null;
  return roots === null ? bare(wrong) : notGoverned();
}

/** In units; null where neither is sent. */
export function judgeRaise(
  capability: Capability,
  sent: Pick<ExceptionRequest, "usageLimit" | "amount">,
): Raise | null | Fault {
  const { usageLimit, amount } = sent;
  const value = usageLimit ?? amount;
  if (value === undefined) return null;
  const field = usageLimit === undefined ? "amount" : "usageLimit";
  const units = parseAmount(value, { scale: capability.scale, rounding: "exact" });
  if (typeof units === "string") return fault("InvalidRequest", units, `/${field}`);
  if (field === "usageLimit") return { usageLimit: units, amount: null };
  if (units === 0) return fault("InvalidRequest", "An exception adds more than 0.", "/amount");
  return { usageLimit: null, amount: units };
}

/** The calendar of the budget that the key names now, own or inherited; null where nothing governs, or who is archived. */
export function calendarOfKey(
  snapshot: Snapshot,
  customer: CustomerPlace["customer"],
  key: NaturalKey,
): Calendar | null {
  const { assignments, entities } = snapshot;
  if ([key.entity, ...key.scope].some((entity) => entities.isArchived(entity))) return null;
  const own = findAssignment(snapshot, customer, key);
  if (own !== 0) return assignments.calendarAt(assignments.calendar.get(own));
  const number = assignments.findKey(key);
  const standing = governingDefaults(snapshot, customer, entities.type.get(key.entity)).find(
    (one) => !one.isReplaced && one.key === number,
  );
  return standing === undefined ? null : assignments.calendarAt(standing.calendar);
}

export const notGoverned = (): Fault =>
  fault(
    "NotFound",
    "No limit of that entity, capability, scope and cadence governs, so there is none to raise. Set one first, or mend the names.",
  );

/** R36: what would be over already raises nothing. */
export function judgeUntil(
  calendar: Calendar,
  { from, until }: { readonly from: number; readonly until: number | null | undefined },
  now: number,
): number | null | Fault {
  const { end } = calendar.periodAt(from);
  const effective = until === undefined ? (Number.isFinite(end) ? end : null) : until;
  if (effective === null || (effective > now && effective > from)) return effective;
  const detail = `It would end at ${new Date(effective).toISOString()}, which is not after ${effective > now ? "its begin" : "now"}. Send a later until, or null for every period until it is revoked.`;
  return fault("InvalidRequest", detail, "/until");
}

/** What an idempotency key guards: a field left out stays left out (R21). */
export const contentOfException = (key: NaturalKey, raise: Raise, request: ExceptionRequest): string =>
  JSON.stringify([
    naturalKeyText(key),
    raise.usageLimit,
    raise.amount,
    request.from ?? "now",
    request.until === undefined ? "periodEnd" : request.until,
    request.reason,
  ]);
