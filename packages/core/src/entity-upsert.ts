// Entity upsert: makes entities and changes them in one batch that is judged on the hierarchy after it (R3–R5).
import { type CustomerPlace, itemFault, type JudgedBatch, judgedBatch, repeatedIds } from "./catalog-batch.ts";
import type { CatalogChange } from "./catalog-change.ts";
import type { Entity } from "./entity.ts";
import { type Fault, isFault } from "./fault.ts";
import { type HierarchyMove, hierarchyFaults } from "./hierarchy-plan.ts";
import { type Metadata, metadataFault, patchMetadata } from "./metadata.ts";

export interface EntityItem {
  readonly id: string;
  readonly entityTypeId?: string | undefined;
  readonly displayName?: string | null | undefined;
  readonly metadata?: Metadata | undefined;
  readonly parentId?: string | null | undefined;
  readonly ifVersion?: number | undefined;
}

const LIST = "entities";

interface Batch {
  readonly place: CustomerPlace;
  /** Numbers of everything the batch names, new entities included: a parent may come later in the list. */
  readonly numbers: ReadonlyMap<string, number>;
}

interface Item {
  readonly index: number;
  readonly sent: EntityItem;
  readonly number: number;
  /** null for a new entity. */
  readonly before: Entity | null;
}

export function upsertEntities(place: CustomerPlace, sent: readonly EntityItem[]): JudgedBatch {
  const faults = repeatedIds(
    sent.map(({ id }) => id),
    { list: LIST, field: "id" },
  );
  const items = numbered(place, sent);
  const batch: Batch = { place, numbers: new Map(items.map(({ sent: { id }, number }) => [id, number])) };
  const changes: CatalogChange[] = [];
  const moves: HierarchyMove[] = [];
  for (const item of items) {
    const row = planned(batch, item);
    const { before, index, number } = item;
    const parent = isFault(row) ? wishedParent(batch, item) : row.parent;
    if (parent !== before?.parent) {
      moves.push({ entity: number, parent, isNew: before === null, index, isRefused: isFault(row) });
    }
    if (isFault(row)) faults.push(row);
    else if (row !== before) changes.push({ kind: "entity", before, after: row });
  }
  return judgedBatch([...faults, ...hierarchyFaults(place.snapshot, moves)], changes);
}

/** Where a refused item would stand; at the top if that can't be. R4 judges the others on the state after the batch. */
function wishedParent(batch: Batch, item: Item): number {
  const parent = parentOf(batch, item);
  return isFault(parent) ? 0 : parent;
}

function numbered({ snapshot, customer }: CustomerPlace, sent: readonly EntityItem[]): Item[] {
  let last = snapshot.entities.last;
  return sent.map((item, index) => {
    const known = customer.entities.get(item.id);
    if (known !== undefined) return { index, sent: item, number: known, before: snapshot.entities.row(known) };
    last += 1;
    return { index, sent: item, number: last, before: null };
  });
}

function planned(batch: Batch, item: Item): Entity | Fault {
  const { before, sent, index } = item;
  if (before !== null && before.archivedAt !== null) {
    const detail = `Entity "${sent.id}" is archived. Unarchive it first, with POST …/entities/unarchive.`;
    return itemFault("ArchivedEntity", detail, { list: LIST, index, field: "id" });
  }
  const version = before?.version ?? 0;
  if (sent.ifVersion !== undefined && sent.ifVersion !== version) {
    const now = version === 0 ? "is not there yet (version 0)" : `has version ${version}`;
    const detail = `Entity "${sent.id}" ${now}, not ${sent.ifVersion}. Read it again and decide anew.`;
    return itemFault("VersionConflict", detail, { list: LIST, index, field: "ifVersion" });
  }
  const type = typeOf(batch, item);
  if (isFault(type)) return type;
  const parent = parentOf(batch, item);
  if (isFault(parent)) return parent;
  const metadata = patchMetadata(before?.metadata ?? {}, sent.metadata);
  const tooMany = metadataFault(metadata);
  if (tooMany !== null) return itemFault("InvalidRequest", tooMany, { list: LIST, index, field: "metadata" });
  return rowOf(batch.place, item, { type, parent, metadata });
}

function rowOf(
  place: CustomerPlace,
  { before, sent, number }: Item,
  judged: Pick<Entity, "type" | "parent" | "metadata">,
): Entity {
  const displayName = sent.displayName === undefined ? (before?.displayName ?? null) : sent.displayName;
  if (before === null) {
    return {
      ...judged,
      number,
      customer: place.customer.row.number,
      id: sent.id,
      displayName,
      archivedAt: null,
      archiveOperation: 0,
      isProvisioned: false,
      version: 1,
      createdAt: place.now,
    };
  }
  const isSame =
    displayName === before.displayName && judged.parent === before.parent && judged.metadata === before.metadata;
  return isSame ? before : { ...before, ...judged, displayName, version: before.version + 1 };
}

/** R2, R4: required for something new, fixed for something known; an archived type takes no new entities. */
function typeOf({ place }: Batch, { before, sent, index }: Item): number | Fault {
  const at = { list: LIST, index, field: "entityTypeId" };
  if (sent.entityTypeId === undefined) {
    if (before !== null) return before.type;
    return itemFault("InvalidRequest", `"${sent.id}" is a new entity, so it needs an entityTypeId.`, at);
  }
  const type = place.environment.types.get(sent.entityTypeId);
  if (before !== null) {
    if (type?.number === before.type) return before.type;
    const { id } = place.snapshot.type(before.type);
    const detail = `Entity "${sent.id}" has type "${id}", which can't be changed. Archive it and make one under another id.`;
    return itemFault("ImmutableField", detail, at);
  }
  if (type === undefined) {
    return itemFault("InvalidRequest", `No entity type "${sent.entityTypeId}" in this environment. Make it first.`, at);
  }
  if (type.archivedAt === null) return type.number;
  return itemFault("InvalidRequest", `Entity type "${type.id}" is archived. Unarchive it first.`, at);
}

/** R5: omitted = keep, null = root, id = an active entity of the customer, made by this very batch or before it. */
function parentOf({ place, numbers }: Batch, { before, sent, index }: Item): number | Fault {
  if (sent.parentId === undefined) return before?.parent ?? 0;
  if (sent.parentId === null) return 0;
  const at = { list: LIST, index, field: "parentId" };
  const parent = numbers.get(sent.parentId) ?? place.customer.entities.get(sent.parentId);
  if (parent === undefined) {
    const detail = `No entity "${sent.parentId}" at this customer. Make it first, or in the same request.`;
    return itemFault("InvalidRequest", detail, at);
  }
  if (sent.parentId === sent.id) return itemFault("HierarchyCycle", `"${sent.id}" can't be its own parent.`, at);
  if (!place.snapshot.entities.isArchived(parent)) return parent;
  return itemFault("InvalidRequest", `Entity "${sent.parentId}" is archived and can't be a parent.`, at);
}
