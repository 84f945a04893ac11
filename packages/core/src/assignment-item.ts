// An assignment item: the row that one item of an upsert comes to, new or changed (R11, R13, R14).
import type { Assignment } from "./assignment.ts";
import { carvedFault, type EnforcementItem, HARD, judgeEnforcing } from "./assignment-enforcement.ts";
import {
  archivedScopeFault,
  cadenceFault,
  type ItemAt,
  judgeCapability,
  judgeLimit,
  judgeScope,
  timeZoneFault,
} from "./assignment-fields.ts";
import { type CustomerPlace, itemFault } from "./catalog-batch.ts";
import { isDormant } from "./dormancy.ts";
import { type Fault, isFault } from "./fault.ts";
import type { NaturalKey } from "./natural-key.ts";

export interface AssignmentItem extends EnforcementItem {
  readonly id?: string | undefined;
  readonly entityId?: string | undefined;
  readonly capabilityId?: string | undefined;
  readonly scopeEntityIds?: readonly string[] | undefined;
  readonly cadence?: string | null | undefined;
  readonly usageLimit?: number | string | null | undefined;
  readonly anchor?: number | null | undefined;
  readonly timeZone?: string | undefined;
  readonly countFrom?: "period" | "now" | undefined;
  readonly ifVersion?: number | undefined;
}

/** What an item without id names. */
export type NamedItem = NaturalKey;

interface Sent {
  readonly item: AssignmentItem;
  readonly at: ItemAt;
}

export function newAssignment(
  place: CustomerPlace,
  { named, item, at }: Sent & { readonly named: NamedItem },
  made: { readonly number: number; readonly head: number },
): Assignment | Fault {
  const refusal = newFault(place, named, { item, at });
  if (refusal !== null) return refusal;
  const capability = place.snapshot.capability(named.capability);
  const usageLimit = judgeLimit(item.usageLimit ?? null, capability, at);
  if (isFault(usageLimit)) return usageLimit;
  const enforcing = judgeEnforcing(HARD, { item, capability }, at);
  if (isFault(enforcing)) return enforcing;
  const { row: customer } = place.customer;
  const countFrom = item.countFrom ?? "period";
  const refused = carvedFault({ ...enforcing, usageLimit, countFrom }, at);
  if (refused !== null) return refused;
  return {
    number: made.number,
    environment: customer.environment,
    customer: customer.number,
    entity: named.entity,
    type: 0,
    capability: named.capability,
    scope: named.scope,
    cadence: named.cadence,
    // Stamped: what the customer's zone and anchor become later is no matter of this assignment (R14).
    anchor: item.anchor === undefined ? customer.anchor : item.anchor,
    timeZone: item.timeZone ?? customer.timeZone ?? "UTC",
    followsAnchor: false,
    usageLimit,
    ...enforcing,
    countFrom,
    countAfter: countFrom === "now" ? made.head : 0,
    // The backfill puts in the start of the running period.
    completeFrom: 0,
    version: 1,
    createdAt: place.now,
  };
}

function newFault(place: CustomerPlace, named: NamedItem, { item, at }: Sent): Fault | null {
  const { entities } = place.snapshot;
  if (item.ifVersion !== undefined && item.ifVersion !== 0) return versionConflict(0, item.ifVersion, at);
  if (entities.isArchived(named.entity)) {
    const detail = `Entity "${entities.ids[named.entity]}" is archived and takes no new assignments. Unarchive it first.`;
    return itemFault("InvalidRequest", detail, { ...at, field: "entityId" });
  }
  if (item.usageLimit === undefined) {
    const detail = "A new assignment names its usageLimit: an amount, or null for none.";
    return itemFault("InvalidRequest", detail, { ...at, field: "usageLimit" });
  }
  return archivedScopeFault(place, item.scopeEntityIds, at) ?? timeZoneFault(item.timeZone, at);
}

/** The very same row when the item changes nothing. */
export function changedAssignment(place: CustomerPlace, before: Assignment, { item, at }: Sent): Assignment | Fault {
  const refusal = changeFault(place, before, { item, at }) ?? fixedFault(place, before, { item, at });
  if (refusal !== null) return refusal;
  const scope = changedScope(place, before, { item, at });
  if (isFault(scope)) return scope;
  const capability = place.snapshot.capability(before.capability);
  const usageLimit = item.usageLimit === undefined ? before.usageLimit : judgeLimit(item.usageLimit, capability, at);
  if (isFault(usageLimit)) return usageLimit;
  const enforcing = judgeEnforcing(before, { item, capability }, at);
  if (isFault(enforcing)) return enforcing;
  const after: Assignment = {
    ...before,
    ...enforcing,
    scope,
    cadence: item.cadence === undefined ? before.cadence : item.cadence,
    anchor: item.anchor === undefined ? before.anchor : item.anchor,
    timeZone: item.timeZone ?? before.timeZone,
    usageLimit,
  };
  if (JSON.stringify(after) === JSON.stringify(before)) return before;
  return carvedFault(after, at) ?? { ...after, version: before.version + 1 };
}

function changeFault(place: CustomerPlace, before: Assignment, { item, at }: Sent): Fault | null {
  if (isDormant(place.snapshot, before)) {
    const detail =
      "The assignment is dormant, since an entity that it names is archived. Unarchive that first, or delete the assignment.";
    return itemFault("ArchivedEntity", detail, at);
  }
  if (item.ifVersion !== undefined && item.ifVersion !== before.version) {
    return versionConflict(before.version, item.ifVersion, at);
  }
  return cadenceFault(item.cadence, at) ?? timeZoneFault(item.timeZone, at);
}

/** Entity, capability and what counts are fixed when the assignment is new; they may be repeated. */
function fixedFault(place: CustomerPlace, before: Assignment, { item, at }: Sent): Fault | null {
  if (item.entityId !== undefined && item.entityId !== place.snapshot.entities.ids[before.entity]) {
    return fixed("entityId", at);
  }
  if (item.capabilityId !== undefined) {
    const capability = judgeCapability(place.environment, item.capabilityId, at);
    if (isFault(capability)) return capability;
    if (capability.number !== before.capability) return fixed("capabilityId", at);
  }
  if (item.countFrom !== undefined && item.countFrom !== before.countFrom) return fixed("countFrom", at);
  return null;
}

function changedScope(place: CustomerPlace, before: Assignment, { item, at }: Sent): readonly number[] | Fault {
  if (item.scopeEntityIds === undefined) return before.scope;
  const scope = judgeScope(place, { ids: item.scopeEntityIds, entity: before.entity }, at);
  if (isFault(scope)) return scope;
  return archivedScopeFault(place, item.scopeEntityIds, at) ?? scope;
}

function fixed(field: string, at: ItemAt): Fault {
  const detail = `The ${field} of an assignment can't be changed. Delete it and make another, in the same request if you like.`;
  return itemFault("ImmutableField", detail, { ...at, field });
}

export function versionConflict(version: number, sent: number, at: ItemAt): Fault {
  const now = version === 0 ? "is not there yet (version 0)" : `has version ${version}`;
  const detail = `The assignment ${now}, not ${sent}. Read it again and decide anew.`;
  return itemFault("VersionConflict", detail, { ...at, field: "ifVersion" });
}
