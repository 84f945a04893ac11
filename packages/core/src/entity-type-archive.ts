// Entity type archive: a type goes out of use when no active entity has it, gives up its keys, and may come back (R2, R5).
import { type EnvironmentPlace, itemFault, type JudgedBatch, judgedBatch, repeatedIds } from "./catalog-batch.ts";
import type { CatalogChange } from "./catalog-change.ts";
import type { EntityType } from "./entity-type.ts";
import { keyFaults, type PlannedType } from "./entity-type-upsert.ts";
import type { Fault } from "./fault.ts";

const LIST = "ids";

export function archiveEntityTypes(place: EnvironmentPlace, ids: readonly string[]): JudgedBatch {
  const { named, faults } = namedTypes(place, ids);
  const counts = activeEntities(place, new Set(named.map(({ row }) => row.number)));
  const changes: CatalogChange[] = [];
  for (const { row, index } of named) {
    const count = counts.get(row.number) ?? 0;
    if (count > 0) faults.push(inUse(row, { count, index }));
    else if (row.archivedAt === null) {
      changes.push({ kind: "entityType", before: row, after: { ...row, archivedAt: place.now } });
    }
  }
  return judgedBatch(faults, changes);
}

export function unarchiveEntityTypes(place: EnvironmentPlace, ids: readonly string[]): JudgedBatch {
  const { named, faults } = namedTypes(place, ids);
  const woken = named
    .filter(({ row }) => row.archivedAt !== null)
    .map(({ row, index }) => ({ before: row, index, row: { ...row, archivedAt: null } }));
  const changes: CatalogChange[] = woken.map(({ before, row }) => ({ kind: "entityType", before, after: row }));
  return judgedBatch([...faults, ...keyFaults(place, woken, LIST)], changes);
}

function namedTypes(place: EnvironmentPlace, ids: readonly string[]): { named: PlannedType[]; faults: Fault[] } {
  const faults = repeatedIds(ids, { list: LIST });
  const named: PlannedType[] = [];
  for (const [index, id] of ids.entries()) {
    const row = place.environment.types.get(id);
    if (row !== undefined) named.push({ row, index });
    else faults.push(itemFault("InvalidRequest", `No entity type "${id}" in this environment.`, { list: LIST, index }));
  }
  return { named, faults };
}

/** One pass over two columns: some milliseconds at a million entities, and types are archived rarely. */
function activeEntities({ snapshot }: EnvironmentPlace, types: ReadonlySet<number>): Map<number, number> {
  const { entities } = snapshot;
  const counts = new Map<number, number>();
  for (let entity = 1; entity <= entities.last; entity += 1) {
    const type = entities.type.get(entity);
    if (types.has(type) && !entities.isArchived(entity)) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}

function inUse({ id }: EntityType, { count, index }: { readonly count: number; readonly index: number }): Fault {
  const detail = `${count} active ${count === 1 ? "entity has" : "entities have"} type "${id}". Archive them first.`;
  return itemFault("EntityTypeInUse", detail, { list: LIST, index });
}
