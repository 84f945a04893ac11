// Entity archive: takes entities out of use, with their descendants if asked, and brings back what went together (R5).
import { type CustomerPlace, itemFault, type JudgedBatch, judgedBatch, repeatedIds } from "./catalog-batch.ts";
import type { CatalogChange } from "./catalog-change.ts";
import { assignmentsFallingAsleep } from "./dormancy.ts";
import type { Entity } from "./entity.ts";
import type { Fault } from "./fault.ts";

export interface EntityArchiveRequest {
  readonly ids: readonly string[];
  readonly cascade?: boolean | undefined;
}

const LIST = "ids";

interface Named {
  readonly index: number;
  readonly row: Entity;
}

/** Refused, or the changes with the numbers of the assignments that they put to sleep. */
export interface EntityArchival {
  readonly batch: JudgedBatch;
  readonly dormant: readonly number[];
}

export function archiveEntities(place: CustomerPlace, request: EntityArchiveRequest): EntityArchival {
  const { entities } = place.snapshot;
  const { named, faults } = namedEntities(place, request.ids);
  const going = new Set(named.filter(({ row }) => row.archivedAt === null).map(({ row }) => row.number));
  if (request.cascade === true) for (const entity of activeBelow(place, going)) going.add(entity);
  else faults.push(...childFaults(place, named, going));
  const archiveOperation = entities.lastArchiveOperation + 1;
  const changes = [...going].map((number): CatalogChange => {
    const before = entities.row(number);
    const after = { ...before, archivedAt: place.now, archiveOperation, version: before.version + 1 };
    return { kind: "entity", before, after };
  });
  return { batch: judgedBatch(faults, changes), dormant: assignmentsFallingAsleep(place.snapshot, going) };
}

export function unarchiveEntities(place: CustomerPlace, request: EntityArchiveRequest): JudgedBatch {
  const { named, faults } = namedEntities(place, request.ids);
  const coming = new Map<number, number>();
  for (const { row, index } of named) if (row.archivedAt !== null) coming.set(row.number, index);
  if (request.cascade === true) for (const [entity, index] of takenAlong(place, coming)) coming.set(entity, index);
  for (const [entity, index] of coming) {
    const refusal = staysArchived(place, entity, coming);
    if (refusal !== null) faults.push(itemFault("ArchivedEntity", refusal, { list: LIST, index }));
  }
  const changes = [...coming.keys()].map((number): CatalogChange => {
    const before = place.snapshot.entities.row(number);
    const after = { ...before, archivedAt: null, archiveOperation: 0, version: before.version + 1 };
    return { kind: "entity", before, after };
  });
  return judgedBatch(faults, changes);
}

function namedEntities(place: CustomerPlace, ids: readonly string[]): { named: Named[]; faults: Fault[] } {
  const faults = repeatedIds(ids, { list: LIST });
  const named: Named[] = [];
  for (const [index, id] of ids.entries()) {
    const number = place.customer.entities.get(id);
    if (number !== undefined) named.push({ index, row: place.snapshot.entities.row(number) });
    else faults.push(itemFault("InvalidRequest", `No entity "${id}" at this customer.`, { list: LIST, index }));
  }
  return { named, faults };
}

/** There is no index of children: one pass over the parent column, some 20 ms at a million entities. */
function activeBelow({ snapshot: { entities }, customer }: CustomerPlace, going: ReadonlySet<number>): number[] {
  const below: number[] = [];
  if (going.size === 0) return below;
  for (let entity = 1; entity <= entities.last; entity += 1) {
    if (entities.customer.get(entity) !== customer.row.number || entities.isArchived(entity)) continue;
    let above = entities.parent.get(entity);
    while (above !== 0 && !going.has(above)) above = entities.parent.get(above);
    if (above !== 0 && !going.has(entity)) below.push(entity);
  }
  return below;
}

function childFaults(place: CustomerPlace, named: readonly Named[], going: ReadonlySet<number>): Fault[] {
  const { entities } = place.snapshot;
  const children = new Map<number, number>();
  for (let entity = 1; entity <= entities.last && going.size > 0; entity += 1) {
    const parent = entities.parent.get(entity);
    if (parent === 0 || !going.has(parent) || going.has(entity) || entities.isArchived(entity)) continue;
    children.set(parent, (children.get(parent) ?? 0) + 1);
  }
  return named.flatMap(({ row, index }) => {
    const count = children.get(row.number) ?? 0;
    if (count === 0) return [];
    const detail = `Entity "${row.id}" has ${count} active ${count === 1 ? "child" : "children"}. Archive or move them first, or send cascade: true.`;
    return [itemFault("HasActiveChildren", detail, { list: LIST, index })];
  });
}

/** Archived descendants that the same archive took as the entity above them that comes back, with its index. */
function takenAlong(
  { snapshot: { entities }, customer }: CustomerPlace,
  coming: ReadonlyMap<number, number>,
): Map<number, number> {
  const taken = new Map<number, number>();
  if (coming.size === 0) return taken;
  for (let entity = 1; entity <= entities.last; entity += 1) {
    if (entities.customer.get(entity) !== customer.row.number || !entities.isArchived(entity)) continue;
    if (coming.has(entity)) continue;
    const operation = entities.archiveOperation(entity);
    let above = entities.parent.get(entity);
    while (above !== 0 && !coming.has(above) && entities.archiveOperation(above) === operation) {
      above = entities.parent.get(above);
    }
    const index = coming.get(above);
    if (index !== undefined && entities.archiveOperation(above) === operation) taken.set(entity, index);
  }
  return taken;
}

/** Why the entity can't come back, or null. */
function staysArchived(
  { snapshot }: CustomerPlace,
  entity: number,
  coming: ReadonlyMap<number, number>,
): string | null {
  const { entities } = snapshot;
  const id = entities.ids[entity] ?? "";
  const parent = entities.parent.get(entity);
  if (parent !== 0 && entities.isArchived(parent) && !coming.has(parent)) {
    return `The parent of "${id}", "${entities.ids[parent]}", is archived. Unarchive it first, or in the same request.`;
  }
  const type = snapshot.type(entities.type.get(entity));
  if (type.archivedAt === null) return null;
  return `The entity type of "${id}", "${type.id}", is archived. Unarchive it first.`;
}
