// Assignment upsert: one atomic write of deletions, items named by id and items named by natural key, in this order (R11).
import { ASSIGNMENTS_PER_ENTITY_MAX, type Assignment, assignmentId, assignmentNumber } from "./assignment.ts";
import { cadenceFault, type ItemAt, judgeCapability, judgeScope } from "./assignment-fields.ts";
import { type AssignmentItem, changedAssignment, type NamedItem, newAssignment } from "./assignment-item.ts";
import { type CustomerPlace, inItemOrder, itemFault, type JudgedBatch, repeatedIds } from "./catalog-batch.ts";
import type { CatalogChange } from "./catalog-change.ts";
import { type Fault, fault, isFault } from "./fault.ts";
import { countAssignments, findAssignment, type NaturalKey, naturalKeyText } from "./natural-key.ts";

export interface AssignmentRequest {
  readonly assignments?: readonly AssignmentItem[] | undefined;
  readonly deleteIds?: readonly string[] | undefined;
  /** Sequence of the newest ledger entry: what countFrom "now" counts after. */
  readonly head: number;
}

/** Refused, or the changes and the assignment that each item came to, in the order sent. */
export interface PlannedAssignments {
  readonly batch: JudgedBatch;
  readonly numbers: readonly number[];
}

const LIST = "assignments";

export function upsertAssignments(place: CustomerPlace, request: AssignmentRequest): PlannedAssignments {
  const plan = new AssignmentPlan(place, request.head);
  plan.delete(request.deleteIds ?? []);
  const items = (request.assignments ?? []).map((item, index) => ({ item, at: { list: LIST, index } }));
  plan.changeById(items);
  for (const { item, at } of items) if (item.id === undefined) plan.putByKey(item, at);
  plan.limitNumber();
  const numbers = items.map(({ at }) => plan.numberOf.get(at.index) ?? 0);
  const faults = [...plan.deleteFaults, ...inItemOrder(plan.faults)];
  return { batch: faults.length > 0 ? faults : plan.changes(), numbers };
}

interface Planned {
  readonly at: ItemAt;
  readonly before: Assignment | null;
  readonly after: Assignment;
}

interface SentItem {
  readonly item: AssignmentItem;
  readonly at: ItemAt;
}

class AssignmentPlan {
  readonly deleteFaults: Fault[] = [];
  readonly faults: Fault[] = [];
  /** Index of an item → number of its assignment. */
  readonly numberOf = new Map<number, number>();
  readonly #place: CustomerPlace;
  readonly #head: number;
  readonly #deleted = new Map<number, Assignment>();
  readonly #planned = new Map<number, Planned>();
  /** Natural keys of the planned rows as they will be. */
  readonly #byKey = new Map<string, number>();
  #last: number;

  constructor(place: CustomerPlace, head: number) {
    this.#place = place;
    this.#head = head;
    this.#last = place.snapshot.assignments.last;
  }

  delete(ids: readonly string[]): void {
    this.deleteFaults.push(...repeatedIds(ids, { list: "deleteIds" }));
    for (const [index, id] of ids.entries()) {
      const row = ownAssignment(this.#place, id);
      if (isFault(row)) this.deleteFaults.push(itemFault(row.code, row.detail, { list: "deleteIds", index }));
      else this.#deleted.set(row.number, row);
    }
  }

  /** Keys are judged when all of these items stand: two assignments may change places. */
  changeById(items: readonly SentItem[]): void {
    const named: Planned[] = [];
    for (const { item, at } of items) {
      if (item.id === undefined) continue;
      const planned = this.#named(item, item.id, at);
      if (isFault(planned)) this.faults.push(planned);
      else named.push(planned);
    }
    for (const one of named) this.#planned.set(one.after.number, one);
    const [kept, rekeyed] = [named.filter(keepsKey), named.filter((one) => !keepsKey(one))];
    for (const one of [...kept, ...rekeyed]) {
      const holder = this.#standing(one.after);
      if (holder === 0 || holder === one.after.number) this.#settle(one);
      else this.faults.push(keyTaken(holder, one.at));
    }
  }

  putByKey(item: AssignmentItem, at: ItemAt): void {
    const named = this.#naturallyNamed(item, at);
    if (isFault(named)) {
      this.faults.push(named);
      return;
    }
    const standing = this.#standing(named);
    if (this.#planned.has(standing)) {
      const detail = "Another item of the request is for the same assignment. Send each assignment once.";
      this.faults.push(itemFault("InvalidRequest", detail, at));
      return;
    }
    const before = standing === 0 ? null : this.#place.snapshot.assignment(standing);
    const number = before === null ? this.#last + 1 : before.number;
    const after =
      before === null
        ? newAssignment(this.#place, { named, item, at }, { number, head: this.#head })
        : changedAssignment(this.#place, before, { item, at });
    if (isFault(after)) this.faults.push(after);
    else this.#settle({ at, before, after });
    if (before === null) this.#last = number;
  }

  limitNumber(): void {
    const counts = new Map<string, number>();
    for (const { at, before, after } of this.#planned.values()) {
      if (before !== null) continue;
      const pair = `${after.entity} ${after.capability}`;
      const count = (counts.get(pair) ?? this.#count(after)) + 1;
      counts.set(pair, count);
      if (count <= ASSIGNMENTS_PER_ENTITY_MAX) continue;
      const detail = `An entity has at most ${ASSIGNMENTS_PER_ENTITY_MAX} assignments of one capability. Delete some first.`;
      this.faults.push(itemFault("InvalidRequest", detail, at));
    }
  }

  /** Deletions first: they free their keys. */
  changes(): CatalogChange[] {
    const changes: CatalogChange[] = [...this.#deleted.values()].map((row) => ({
      kind: "assignment",
      before: row,
      after: null,
    }));
    for (const { before, after } of this.#planned.values()) {
      if (before !== after) changes.push({ kind: "assignment", before, after });
    }
    return changes;
  }

  #count(row: Assignment): number {
    const { snapshot, customer } = this.#place;
    const isGone = (gone: Assignment): boolean => gone.entity === row.entity && gone.capability === row.capability;
    return countAssignments(snapshot, customer, row) - [...this.#deleted.values()].filter(isGone).length;
  }

  #settle(one: Planned): void {
    this.#planned.set(one.after.number, one);
    this.#byKey.set(naturalKeyText(one.after), one.after.number);
    this.numberOf.set(one.at.index, one.after.number);
  }

  /** The assignment that has the key after deletions and all that is planned so far, or 0. */
  #standing(key: NaturalKey): number {
    const planned = this.#byKey.get(naturalKeyText(key));
    if (planned !== undefined) return planned;
    const standing = findAssignment(this.#place.snapshot, this.#place.customer, key);
    return this.#deleted.has(standing) || this.#planned.has(standing) ? 0 : standing;
  }

  #named(item: AssignmentItem, id: string, at: ItemAt): Planned | Fault {
    const before = ownAssignment(this.#place, id);
    if (isFault(before)) return itemFault(before.code, before.detail, { ...at, field: "id" });
    const isTwice = this.numberOf.size > 0 && [...this.numberOf.values()].includes(before.number);
    if (isTwice || this.#deleted.has(before.number)) {
      const detail = `"${id}" stands twice in the request. Send each id once.`;
      return itemFault("InvalidRequest", detail, { ...at, field: "id" });
    }
    this.numberOf.set(at.index, before.number);
    const after = changedAssignment(this.#place, before, { item, at });
    return isFault(after) ? after : { at, before, after };
  }

  #naturallyNamed(item: AssignmentItem, at: ItemAt): NamedItem | Fault {
    const { entityId, capabilityId, cadence } = item;
    if (entityId === undefined || capabilityId === undefined || cadence === undefined) {
      const field = entityId === undefined ? "entityId" : capabilityId === undefined ? "capabilityId" : "cadence";
      const detail = `An item without id names its assignment by entityId, capabilityId and cadence (null = lifetime): ${field} is missing.`;
      return itemFault("InvalidRequest", detail, { ...at, field });
    }
    const entity = this.#place.customer.entities.get(entityId);
    if (entity === undefined) {
      const detail = `No entity "${entityId}" at this customer. Make it first.`;
      return itemFault("InvalidRequest", detail, { ...at, field: "entityId" });
    }
    const capability = judgeCapability(this.#place.environment, capabilityId, at);
    if (isFault(capability)) return capability;
    const wrong = cadenceFault(cadence, at);
    if (wrong !== null) return wrong;
    const scope = judgeScope(this.#place, { ids: item.scopeEntityIds ?? [], entity }, at);
    return isFault(scope) ? scope : { entity, capability: capability.number, scope, cadence };
  }
}

const keepsKey = ({ before, after }: Planned): boolean =>
  before !== null && naturalKeyText(before) === naturalKeyText(after);

function keyTaken(holder: number, at: ItemAt): Fault {
  const detail = `Assignment "${assignmentId(holder)}" has this capability, scope and cadence at the entity already. Change or delete that one.`;
  return itemFault("NaturalKeyConflict", detail, at);
}

/** The customer's own assignment of that id; somebody else's looks exactly like none, and defaults have calls of their own. */
export function ownAssignment(place: Pick<CustomerPlace, "snapshot" | "customer">, id: string): Assignment | Fault {
  const { assignments, entities } = place.snapshot;
  const number = assignmentNumber(id);
  const entity = assignments.has(number) ? assignments.entity.get(number) : 0;
  if (entity !== 0 && entities.customer.get(entity) === place.customer.row.number)
    return place.snapshot.assignment(number);
  return fault("NotFound", `The customer has no assignment "${id}". Defaults are set by PUT …/default-assignments.`);
}
