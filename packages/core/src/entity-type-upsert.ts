// Entity type upsert: makes types and changes them; an attribution key belongs to at most one active type (R2, R4).
import {
  type EnvironmentPlace,
  type ItemField,
  itemFault,
  type JudgedBatch,
  judgedBatch,
  repeatedIds,
} from "./catalog-batch.ts";
import type { CatalogChange } from "./catalog-change.ts";
import type { EntityType } from "./entity-type.ts";
import { type Fault, isFault } from "./fault.ts";

export interface EntityTypeItem {
  readonly id: string;
  readonly displayName?: string | undefined;
  readonly description?: string | null | undefined;
  readonly attributionKeys?: readonly string[] | undefined;
  readonly maxOpenReservations?: number | null | undefined;
  readonly autoProvision?: { readonly parentFrom?: string | null | undefined } | null | undefined;
}

const LIST = "entityTypes";

export function upsertEntityTypes(place: EnvironmentPlace, items: readonly EntityTypeItem[]): JudgedBatch {
  const faults = repeatedIds(
    items.map(({ id }) => id),
    { list: LIST, field: "id" },
  );
  const changes: CatalogChange[] = [];
  const planned: PlannedType[] = [];
  let next = place.snapshot.types.length;
  for (const [index, item] of items.entries()) {
    const before = place.environment.types.get(item.id) ?? null;
    const row = before === null ? newType(place, item, { index, number: next }) : changedType(before, item, index);
    if (before === null) next += 1;
    if (isFault(row)) {
      faults.push(row);
      continue;
    }
    planned.push({ row, index });
    if (row !== before) changes.push({ kind: "entityType", before, after: row });
  }
  return judgedBatch([...faults, ...keyFaults(place, planned)], changes);
}

function newType(
  place: EnvironmentPlace,
  item: EntityTypeItem,
  made: { readonly index: number; readonly number: number },
): EntityType | Fault {
  if (item.displayName === undefined) {
    const detail = `"${item.id}" is a new entity type, so it needs a displayName.`;
    return itemFault("InvalidRequest", detail, { list: LIST, index: made.index, field: "displayName" });
  }
  const row: EntityType = {
    number: made.number,
    environment: place.environment.row.number,
    id: item.id,
    displayName: item.displayName,
    description: null,
    attributionKeys: [],
    autoProvision: null,
    maxOpenReservations: null,
    archivedAt: null,
    createdAt: place.now,
  };
  return merged(row, item, made.index);
}

function changedType(before: EntityType, item: EntityTypeItem, index: number): EntityType | Fault {
  if (before.archivedAt !== null) {
    const detail = `Entity type "${item.id}" is archived. Unarchive it first, with POST /v1/entity-types/unarchive.`;
    return itemFault("ArchivedEntity", detail, { list: LIST, index, field: "id" });
  }
  const after = merged(before, item, index);
  if (isFault(after)) return after;
  return JSON.stringify(after) === JSON.stringify(before) ? before : after;
}

function merged(before: EntityType, item: EntityTypeItem, index: number): EntityType | Fault {
  const attributionKeys = item.attributionKeys ?? before.attributionKeys;
  const twice = attributionKeys.findIndex((key, at) => attributionKeys.indexOf(key) !== at);
  if (twice >= 0) {
    const detail = `Attribution key "${attributionKeys[twice]}" stands twice. Send each key once.`;
    return itemFault("InvalidRequest", detail, { list: LIST, index, field: `attributionKeys/${twice}` });
  }
  const { autoProvision } = item;
  return {
    ...before,
    displayName: item.displayName ?? before.displayName,
    description: item.description === undefined ? before.description : item.description,
    attributionKeys,
    autoProvision:
      autoProvision === undefined
        ? before.autoProvision
        : autoProvision && { parentFrom: autoProvision.parentFrom ?? null },
    maxOpenReservations: item.maxOpenReservations === undefined ? before.maxOpenReservations : item.maxOpenReservations,
  };
}

export interface PlannedType {
  readonly row: EntityType;
  readonly index: number;
}

/** Keys that more than one active type would have after the batch; told at the batch's own types. */
export function keyFaults(place: EnvironmentPlace, planned: readonly PlannedType[], list = LIST): Fault[] {
  const inBatch = new Set(planned.map(({ row }) => row.number));
  const holders = new Map<string, EntityType>();
  for (const [key, type] of place.environment.keys) if (!inBatch.has(type.number)) holders.set(key, type);
  const faults: Fault[] = [];
  for (const { row, index } of planned) {
    for (const [at, key] of row.attributionKeys.entries()) {
      const holder = holders.get(key);
      if (holder === undefined || holder.id === row.id) holders.set(key, row);
      else faults.push(takenFault(key, holder, { list, index, field: list === LIST ? `attributionKeys/${at}` : "" }));
    }
  }
  return faults;
}

function takenFault(key: string, holder: EntityType, at: ItemField): Fault {
  const detail = `Attribution key "${key}" belongs to entity type "${holder.id}". Take it from that type first, or in the same request.`;
  const { list, index, field } = at;
  return itemFault("AttributionKeyTaken", detail, field ? { list, index, field } : { list, index });
}
