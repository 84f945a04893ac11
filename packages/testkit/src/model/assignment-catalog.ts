// Assignments of the model: items by id first, then those by natural key, judged on what stands after the batch (R11, R13, R14).
import { answerAssignment } from "./assignment-answer.ts";
import { enforcingOf, HARD, judgeAllocation, judgeEnforcement } from "./assignment-enforcement.ts";
import { isCadence } from "./calendar.ts";
import { carryAlong } from "./carry-along.ts";
import { isDormant } from "./counting.ts";
import { activeCustomer, zoneOf } from "./customer-catalog.ts";
import { unitsOf } from "./decimal.ts";
import { judgeVersion } from "./entity-catalog.ts";
import { Faults, refuse } from "./refusal.ts";
import { batchOf, type Fields, fieldsOf, idOf, instantOf, isSame, optional, refuseUnknown, textOf } from "./shape.ts";
import { type Assignment, type Customer, type Draft, nextId, pairOf } from "./state.ts";

const SCOPE_MAX = 4;
const ITEM =
  "id entityId capabilityId scopeEntityIds cadence usageLimit enforcement overageLimit allocation anchor timeZone countFrom ifVersion";

export function upsertAssignments(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "customerId assignments deleteIds");
  const customer = activeCustomer(draft, fields);
  const [items, deleteIds] = [listIn(fields, "assignments"), listIn(fields, "deleteIds")];
  if (items.length + deleteIds.length === 0) refuse("InvalidRequest", "/assignments");
  const before = new Map(draft.assignments);
  const faults = new Faults();
  for (const [index, raw] of deleteIds.entries()) {
    faults.attempt(`/deleteIds/${index}`, () => {
      if (deleteIds.indexOf(raw) !== index) refuse("InvalidRequest");
      deleteOwn(draft, customer, idOf(raw, ""));
    });
  }
  const written = new Map<number, string>();
  const named = new Set<string>();
  for (const withId of [true, false]) {
    for (const [index, raw] of items.entries()) {
      if (hasId(raw) !== withId) continue;
      faults.attempt(`/assignments/${index}`, () => {
        const item = fieldsOf(raw, "");
        if (withId && deleteIds.includes(item.id)) refuse("InvalidRequest", "/id");
        const before = standingFor(draft, customer, item);
        if (before !== undefined) nameOnce(named, before.id);
        const after = before === undefined ? newOne(draft, customer, item) : changedOne(draft, before, item);
        draft.assignments.set(after.id, after);
        named.add(after.id);
        written.set(index, after.id);
      });
    }
  }
  for (const [index, id] of written)
    if (isKeyShared(draft, id)) faults.add({ code: "NaturalKeyConflict", path: `/assignments/${index}` });
  faults.settle();
  carryAlong(before, draft);
  return { data: items.map((_, index) => answerAssignment(draft, written.get(index) ?? "")) };
}

/** R4: one twice is refused, though the first be bad itself. */
function nameOnce(named: Set<string>, id: string): void {
  if (named.has(id)) refuse("InvalidRequest");
  named.add(id);
}

/** Either may be empty, or left out. */
function listIn(fields: Fields, name: string): readonly unknown[] {
  const list = fields[name] ?? [];
  return fields[name] !== null && Array.isArray(list) && list.length === 0 ? [] : batchOf(fields[name], `/${name}`);
}

const hasId = (raw: unknown): boolean => typeof raw === "object" && raw !== null && "id" in raw;

export function deleteAssignment(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "customerId assignmentId");
  deleteOwn(draft, activeCustomer(draft, fields), idOf(fields.assignmentId, "/assignmentId"));
  return null;
}

export function ownOf(draft: Draft, customer: Pick<Customer, "id">, id: string): Assignment | undefined {
  const assignment = draft.assignments.get(id);
  return assignment !== undefined && assignment.customerId === customer.id && assignment.entityId !== null
    ? assignment
    : undefined;
}

function deleteOwn(draft: Draft, customer: Customer, id: string): void {
  if (ownOf(draft, customer, id) === undefined) refuse("NotFound");
  draft.assignments.delete(id);
}

/** What the item addresses, by its id or its natural key; nothing when it is new. */
function standingFor(draft: Draft, customer: Customer, item: Fields): Assignment | undefined {
  refuseUnknown(item, ITEM);
  judgeEnforcement(item);
  const id = optional(item.id, (raw) => textOf(raw, "/id"));
  if (id === undefined) return byNaturalKey(draft, customer, item);
  return ownOf(draft, customer, id) ?? refuse("NotFound", "/id");
}

function byNaturalKey(draft: Draft, customer: Customer, item: Fields): Assignment | undefined {
  const entityId = idOf(item.entityId, "/entityId");
  const capabilityId = idOf(item.capabilityId, "/capabilityId");
  const key = keyOf({
    entityId,
    capabilityId,
    cadence: cadenceOf(item.cadence),
    scopeEntityIds: scopeOf(item.scopeEntityIds),
  });
  return [...draft.assignments.values()].find((each) => each.customerId === customer.id && keyOf(each) === key);
}

const keyOf = (assignment: Pick<Assignment, "entityId" | "capabilityId" | "scopeEntityIds" | "cadence">): string =>
  JSON.stringify([assignment.entityId, assignment.capabilityId, assignment.scopeEntityIds, assignment.cadence]);

function isKeyShared(draft: Draft, id: string): boolean {
  const assignment = draft.assignments.get(id);
  if (assignment === undefined) return false;
  const same = (each: Assignment): boolean =>
    each.customerId === assignment.customerId && keyOf(each) === keyOf(assignment);
  return [...draft.assignments.values()].filter((each) => each.entityId !== null && same(each)).length > 1;
}

function newOne(draft: Draft, customer: Customer, item: Fields): Assignment {
  if (item.usageLimit === undefined) refuse("InvalidRequest", "/usageLimit");
  judgeVersion(undefined, item.ifVersion);
  const capabilityId = idOf(item.capabilityId, "/capabilityId");
  const assignment: Assignment = {
    id: nextId(draft, "assignment"),
    customerId: customer.id,
    entityId: idOf(item.entityId, "/entityId"),
    entityTypeId: null,
    capabilityId,
    scopeEntityIds: scopeOf(item.scopeEntityIds),
    cadence: cadenceOf(item.cadence),
    usageLimit: limitOf(draft, capabilityId, item.usageLimit),
    ...enforcingOf(draft, item, { ...HARD, capabilityId }),
    allocation: allocationOf(item) ?? "shared",
    anchor: item.anchor === undefined ? customer.anchor : anchorOf(item.anchor),
    timeZone: optional(item.timeZone, (raw) => zoneOf(raw, "/timeZone")) ?? customer.timeZone ?? "UTC",
    countFrom: optional(item.countFrom, countFromOf) ?? "period",
    madeAfter: draft.entries.length,
    version: 1,
  };
  judgeAllocation(assignment);
  judgeNamed(draft, assignment);
  return assignment;
}

function changedOne(draft: Draft, before: Assignment, item: Fields): Assignment {
  if (isDormant(draft, before)) refuse("ArchivedEntity");
  judgeVersion(before, item.ifVersion);
  if (item.entityId !== undefined && item.entityId !== before.entityId) refuse("ImmutableField", "/entityId");
  if (item.capabilityId !== undefined && item.capabilityId !== before.capabilityId)
    refuse("ImmutableField", "/capabilityId");
  if (item.countFrom !== undefined && countFromOf(item.countFrom) !== before.countFrom)
    refuse("ImmutableField", "/countFrom");
  const assignment: Assignment = {
    ...before,
    scopeEntityIds: item.scopeEntityIds === undefined ? before.scopeEntityIds : scopeOf(item.scopeEntityIds),
    cadence: item.cadence === undefined ? before.cadence : cadenceOf(item.cadence),
    usageLimit:
      item.usageLimit === undefined ? before.usageLimit : limitOf(draft, before.capabilityId, item.usageLimit),
    ...enforcingOf(draft, item, before),
    allocation: allocationOf(item) ?? before.allocation,
    anchor: item.anchor === undefined ? before.anchor : anchorOf(item.anchor),
    timeZone: optional(item.timeZone, (raw) => zoneOf(raw, "/timeZone")) ?? before.timeZone,
  };
  judgeAllocation(assignment);
  judgeNamed(draft, assignment);
  return isSame(before, assignment) ? before : { ...assignment, version: before.version + 1 };
}

const allocationOf = ({ allocation }: Fields): Assignment["allocation"] | undefined =>
  allocation as Assignment["allocation"] | undefined;

/** What an assignment names must be there and active; a scope never names the entity itself. */
export function judgeNamed(
  draft: Draft,
  { customerId, entityId, scopeEntityIds }: Pick<Assignment, "customerId" | "entityId" | "scopeEntityIds">,
): void {
  const isActive = (id: string): boolean => draft.entities.get(pairOf(customerId ?? "", id))?.archivedAt === null;
  if (entityId !== null && !isActive(entityId)) refuse("InvalidRequest", "/entityId");
  for (const [index, id] of scopeEntityIds.entries()) {
    if (id === entityId || !isActive(id)) refuse("InvalidRequest", `/scopeEntityIds/${index}`);
  }
}

export function scopeOf(raw: unknown): readonly string[] {
  if (raw === undefined) return [];
  if (!Array.isArray(raw) || raw.length > SCOPE_MAX || new Set(raw).size < raw.length)
    refuse("InvalidRequest", "/scopeEntityIds");
  return (raw as unknown[]).map((id, index) => idOf(id, `/scopeEntityIds/${index}`)).sort();
}

/** Left out is no lifetime. */
export function cadenceOf(raw: unknown): string | null {
  if (raw === null) return null;
  return typeof raw === "string" && isCadence(raw) ? raw : refuse("InvalidRequest", "/cadence");
}

export const anchorOf = (raw: unknown): number | null => (raw === null ? null : instantOf(raw, "/anchor"));

const countFromOf = (raw: unknown): "period" | "now" =>
  raw === "period" || raw === "now" ? raw : refuse("InvalidRequest", "/countFrom");

export function limitOf(draft: Draft, capabilityId: string, raw: unknown): bigint | null {
  const capability = draft.capabilities.get(capabilityId) ?? refuse("CapabilityNotFound", "/capabilityId");
  return raw === null ? null : unitsOf(raw, { scale: capability.scale, rounds: false, path: "/usageLimit" });
}
