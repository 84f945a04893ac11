// Default assignments: a PUT replaces the list of its level; what keeps its natural key keeps its id (R7).
import type { Assignment } from "./assignment.ts";
import { type EnforcementItem, type Enforcing, HARD, judgeEnforcing } from "./assignment-enforcement.ts";
import {
  archivedScopeFault,
  cadenceFault,
  type ItemAt,
  judgeCapability,
  judgeLimit,
  judgeScope,
  timeZoneFault,
} from "./assignment-fields.ts";
import { versionConflict } from "./assignment-item.ts";
import type { PlannedAssignments } from "./assignment-upsert.ts";
import { type EnvironmentPlace, itemFault, judgedBatch } from "./catalog-batch.ts";
import type { CatalogChange } from "./catalog-change.ts";
import type { CustomerState } from "./customer-state.ts";
import { isDormant } from "./dormancy.ts";
import type { EntityType } from "./entity-type.ts";
import { type Fault, isFault } from "./fault.ts";
import { findDefault, type NaturalKey, naturalKeyText } from "./natural-key.ts";

export interface DefaultItem extends EnforcementItem {
  readonly capabilityId: string;
  readonly scopeEntityIds?: readonly string[] | undefined;
  readonly cadence: string | null;
  readonly usageLimit: number | string | null;
  readonly anchor?: number | null | undefined;
  readonly timeZone?: string | null | undefined;
  /** Refused when the default has another version; 0 = new. */
  readonly ifVersion?: number | undefined;
}

/** `customer` is null at environment level. */
export interface DefaultsPlace extends EnvironmentPlace {
  readonly customer: CustomerState | null;
  readonly type: EntityType;
  /** What is left out keeps its value (an upsert) instead of taking its default again (a put). */
  readonly keepsOmitted?: boolean;
}

const LIST = "assignments";

/** Numbers of the type's defaults at the level, in order of creation. */
export function defaultsAt({
  environment,
  customer,
  type,
}: Pick<DefaultsPlace, "environment" | "customer" | "type">): number[] {
  return [...((customer ?? environment).defaults.get(type.number) ?? [])].sort((a, b) => a - b);
}

/** Of the standing defaults those that no item names go, but for the numbers in `kept`. */
export function putDefaultAssignments(
  place: DefaultsPlace,
  items: readonly DefaultItem[],
  kept: ReadonlySet<number> = NONE,
): PlannedAssignments {
  const standing = defaultsAt(place);
  const faults: Fault[] = [];
  const puts = new Map<string, Put>();
  let last = place.snapshot.assignments.last;
  for (const [index, item] of items.entries()) {
    const at = { list: LIST, index };
    const row = judged(place, item, at);
    const put = isFault(row) ? row : placed(place, { item, row: { ...row, number: last + 1 }, standing }, at);
    if (isFault(put)) {
      faults.push(put);
      continue;
    }
    if (put.before === null) last += 1;
    const key = naturalKeyText(put.after);
    if (puts.has(key)) faults.push(itemFault("InvalidRequest", SAME_KEY, at));
    puts.set(key, put);
  }
  const numbers = [...puts.values()].map(({ after }) => after.number);
  const changes: CatalogChange[] = deletions(place, standing, new Set([...numbers, ...kept]));
  for (const { before, after } of puts.values()) {
    if (before !== after) changes.push({ kind: "assignment", before, after });
  }
  return { batch: judgedBatch(faults, changes), numbers };
}

interface Put {
  readonly before: Assignment | null;
  readonly after: Assignment;
}

const NONE: ReadonlySet<number> = new Set();
const SAME_KEY = "Another item has the same capability, scope and cadence. Send each once.";

/** The row in the place of the one that has its natural key already, or as a new one. */
function placed(
  place: DefaultsPlace,
  {
    item,
    row,
    standing,
  }: { readonly item: DefaultItem; readonly row: Assignment; readonly standing: readonly number[] },
  at: ItemAt,
): Put | Fault {
  const known = findDefault(place.snapshot, standing, row);
  const before = known === 0 ? null : place.snapshot.assignment(known);
  if (item.ifVersion !== undefined && item.ifVersion !== (before?.version ?? 0)) {
    return versionConflict(before?.version ?? 0, item.ifVersion, at);
  }
  const after = before === null ? row : merged(before, place.keepsOmitted === true ? keeping(before, row, item) : row);
  if (before === after) return { before, after };
  return sleepFault(place, { before, item }, at) ?? { before, after };
}

function deletions(
  { snapshot }: DefaultsPlace,
  standing: readonly number[],
  kept: ReadonlySet<number>,
): CatalogChange[] {
  const gone = standing.filter((number) => !kept.has(number));
  return gone.map((number) => ({ kind: "assignment", before: snapshot.assignment(number), after: null }));
}

/** The item as a row of its own; number 0 until it is known whether it stands already. */
function judged(place: DefaultsPlace, item: DefaultItem, at: ItemAt): Assignment | Fault {
  const capability = judgeCapability(place.environment, item.capabilityId, at);
  if (isFault(capability)) return capability;
  const wrong = cadenceFault(item.cadence, at) ?? timeZoneFault(item.timeZone, at);
  if (wrong !== null) return wrong;
  const scope = scopeOf(place, item, at);
  if (isFault(scope)) return scope;
  const usageLimit = judgeLimit(item.usageLimit, capability, at);
  if (isFault(usageLimit)) return usageLimit;
  const key = { entity: 0, capability: capability.number, scope, cadence: item.cadence };
  const enforcing = judgeEnforcing(enforcingBefore(place, key), { item, capability }, at);
  if (isFault(enforcing)) return enforcing;
  return {
    number: 0,
    environment: place.environment.row.number,
    customer: place.customer?.row.number ?? 0,
    entity: 0,
    type: place.type.number,
    capability: capability.number,
    scope,
    cadence: item.cadence,
    anchor: item.anchor ?? null,
    timeZone: item.timeZone ?? null,
    // R14: left out, zone and anchor are the customer's as they are now.
    followsAnchor: item.anchor === undefined,
    usageLimit,
    ...enforcing,
    allocation: "shared",
    countFrom: "period",
    countAfter: 0,
    completeFrom: 0,
    version: 1,
    createdAt: place.now,
  };
}

/** What an item that says nothing of enforcement comes to. */
function enforcingBefore(place: DefaultsPlace, key: NaturalKey): Enforcing {
  if (place.keepsOmitted !== true) return HARD;
  const known = findDefault(place.snapshot, defaultsAt(place), key);
  return known === 0 ? HARD : place.snapshot.assignment(known);
}

function scopeOf({ customer }: DefaultsPlace, item: DefaultItem, at: ItemAt): readonly number[] | Fault {
  const ids = item.scopeEntityIds ?? [];
  if (ids.length === 0) return [];
  if (customer !== null) return judgeScope({ customer }, { ids, entity: 0 }, at);
  const detail = "A default of the environment has no scope: entities belong to a customer. Set it at the customer.";
  return itemFault("InvalidRequest", detail, { ...at, field: "scopeEntityIds" });
}

function keeping(before: Assignment, row: Assignment, { anchor, timeZone }: DefaultItem): Assignment {
  const { followsAnchor } = before;
  const anchored = anchor === undefined ? { ...row, anchor: before.anchor, followsAnchor } : row;
  return timeZone === undefined ? { ...anchored, timeZone: before.timeZone } : anchored;
}

/** The very same row when the item changes nothing. */
function merged(before: Assignment, row: Assignment): Assignment {
  const { number, countAfter, completeFrom, version, createdAt } = before;
  const after: Assignment = { ...row, number, countAfter, completeFrom, version, createdAt };
  return JSON.stringify(after) === JSON.stringify(before) ? before : { ...after, version: version + 1 };
}

/** R5: what sleeps can be deleted, not changed, and nothing new may name what is archived. */
function sleepFault(
  { snapshot, customer }: DefaultsPlace,
  { before, item }: { readonly before: Assignment | null; readonly item: DefaultItem },
  at: ItemAt,
): Fault | null {
  if (before !== null && isDormant(snapshot, before)) {
    const detail =
      "The default is dormant, since an entity of its scope is archived. Unarchive that first, or leave the default out to delete it.";
    return itemFault("ArchivedEntity", detail, at);
  }
  return customer === null ? null : archivedScopeFault({ snapshot, customer }, item.scopeEntityIds, at);
}
