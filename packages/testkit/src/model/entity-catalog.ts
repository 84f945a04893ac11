// Entities of the model: upserts judged on the state after the whole batch, archives and what they take along (R3–R5).
import { isDormant } from "./counting.ts";
import { activeCustomer, newCustomer } from "./customer-catalog.ts";
import { Faults, refuse } from "./refusal.ts";
import {
  booleanOf,
  type Fields,
  idOf,
  idsOf,
  isoOf,
  isSame,
  metadataOf,
  optional,
  patched,
  refuseUnknown,
  wholeOf,
} from "./shape.ts";
import { type Draft, type Entity, pairOf } from "./state.ts";
import { clearedOr, readItems, textOrNull } from "./vendor-catalog.ts";

const DEPTH_MAX = 16;

export function upsertEntities(draft: Draft, fields: Fields, now: number): unknown {
  refuseUnknown(fields, "customerId entities");
  const customerId = idOf(fields.customerId, "/customerId");
  if (!draft.customers.has(customerId)) draft.customers.set(customerId, newCustomer(customerId));
  activeCustomer(draft, fields);
  const faults = new Faults();
  const paths = new Map<string, string>();
  readItems({ raw: fields.entities, path: "/entities" }, faults, (item, path) => {
    const entity = changedEntity(draft, { customerId, now }, item);
    draft.entities.set(pairOf(customerId, entity.id), entity);
    paths.set(entity.id, path);
  });
  placeRefused(draft, customerId, { items: fields.entities, isSound: (id) => paths.has(id) });
  for (const [id, path] of paths) faults.attempt(`${path}/parentId`, () => judgePlace(draft, customerId, id));
  faults.settle();
  return { data: [...paths.keys()].map((id) => answerEntity(draft, customerId, id)) };
}

const isNamed = (item: unknown): item is { id: string } =>
  typeof item === "object" && item !== null && "id" in item && typeof item.id === "string";

/** R4: the others are judged on the state after the batch, so refused items stand where they would; nothing of it stays. */
function placeRefused(
  draft: Draft,
  customerId: string,
  batch: { readonly items: unknown; readonly isSound: (id: string) => boolean },
): void {
  const refused = (batch.items as readonly unknown[]).filter(
    (item): item is { id: string; parentId?: unknown } => isNamed(item) && !batch.isSound(item.id),
  );
  for (const { id, parentId } of refused) {
    const standing = draft.entities.get(pairOf(customerId, id)) ?? newEntity(customerId, id, "");
    const wished = parentId === undefined ? standing.parentId : typeof parentId === "string" ? parentId : null;
    draft.entities.set(pairOf(customerId, id), { ...standing, parentId: wished === id ? null : wished });
  }
}

function changedEntity(
  draft: Draft,
  { customerId, now }: { readonly customerId: string; readonly now: number },
  item: Fields,
): Entity {
  refuseUnknown(item, "id entityTypeId displayName metadata parentId ifVersion");
  const id = idOf(item.id, "/id");
  const before = draft.entities.get(pairOf(customerId, id));
  const entityTypeId =
    optional(item.entityTypeId, (raw) => idOf(raw, "/entityTypeId")) ??
    before?.entityTypeId ??
    refuse("InvalidRequest", "/entityTypeId");
  const entity = {
    ...(before ?? { ...newEntity(customerId, id, entityTypeId), createdAt: now }),
    displayName:
      optional(item.displayName, (raw) => textOrNull(raw, "/displayName")) ??
      clearedOr(item.displayName, before?.displayName),
    metadata: patched(before?.metadata ?? {}, optional(item.metadata, (raw) => metadataOf(raw, "/metadata")) ?? {}),
    parentId:
      optional(item.parentId, (raw) => (raw === null ? null : idOf(raw, "/parentId"))) ??
      clearedOr(item.parentId, before?.parentId),
  };
  const type = draft.types.get(entityTypeId);
  if (type === undefined || (before === undefined && type.archivedAt !== null))
    refuse("InvalidRequest", "/entityTypeId");
  judgeChange(before, { entityTypeId, ifVersion: item.ifVersion });
  if (before === undefined) return entity;
  return isSame(before, entity) ? before : { ...entity, version: before.version + 1 };
}

function judgeChange(before: Entity | undefined, sent: { entityTypeId: string; ifVersion: unknown }): void {
  if (before !== undefined && before.archivedAt !== null) refuse("ArchivedEntity", "/id");
  if (before !== undefined && before.entityTypeId !== sent.entityTypeId) refuse("ImmutableField", "/entityTypeId");
  judgeVersion(before, sent.ifVersion);
}

/** 0 means new. */
export function judgeVersion(before: { readonly version: number } | undefined, ifVersion: unknown): void {
  const seen = optional(ifVersion, (raw) => wholeOf(raw, "/ifVersion", Number.MAX_SAFE_INTEGER));
  if (seen !== undefined && seen !== (before?.version ?? 0))
    refuse("VersionConflict", "/ifVersion", before?.version ?? 0);
}

function newEntity(customerId: string, id: string, entityTypeId: string): Entity {
  const place = { parentId: null, archivedAt: null, archivedBy: 0, isProvisioned: false, createdAt: 0 };
  return { customerId, id, entityTypeId, displayName: null, metadata: {}, ...place, version: 1 };
}

/** Judges one entity's place after the batch, with all that hang below it. */
function judgePlace(draft: Draft, customerId: string, id: string): void {
  const parentId = draft.entities.get(pairOf(customerId, id))?.parentId ?? null;
  if (parentId === null) return;
  const parent = draft.entities.get(pairOf(customerId, parentId));
  if (parent === undefined || parent.archivedAt !== null) refuse("InvalidRequest");
  let depth = 1;
  for (
    let at = parentId as string | null;
    at !== null;
    at = draft.entities.get(pairOf(customerId, at))?.parentId ?? null
  ) {
    if (at === id) refuse("HierarchyCycle");
    depth += 1;
    if (depth > draft.entities.size + 1) return;
  }
  if (depth + heightBelow(draft, customerId, id) > DEPTH_MAX) refuse("InvalidRequest");
}

function heightBelow(draft: Draft, customerId: string, id: string): number {
  return Math.max(0, ...childrenOf(draft, customerId, id).map((child) => 1 + heightBelow(draft, customerId, child.id)));
}

const childrenOf = (draft: Draft, customerId: string, id: string): Entity[] =>
  [...draft.entities.values()].filter((entity) => entity.customerId === customerId && entity.parentId === id);

export function archiveEntities(draft: Draft, fields: Fields, now: number): unknown {
  const { customerId, named, cascade } = namedEntities(draft, fields);
  const awake = [...draft.assignments.values()].filter(
    (each) => each.customerId === customerId && !isDormant(draft, each),
  );
  draft.made += 1;
  const taken = (entity: Entity): void => {
    if (entity.archivedAt !== null) return;
    draft.entities.set(pairOf(customerId, entity.id), {
      ...entity,
      archivedAt: now,
      archivedBy: draft.made,
      version: entity.version + 1,
    });
    if (cascade) for (const child of childrenOf(draft, customerId, entity.id)) taken(child);
  };
  for (const entity of named) taken(entity);
  const faults = new Faults();
  for (const [index, { id }] of named.entries()) {
    const active = childrenOf(draft, customerId, id).filter((child) => child.archivedAt === null);
    if (active.length > 0) faults.add({ code: "HasActiveChildren", path: `/ids/${index}`, told: active.length });
  }
  faults.settle();
  const asleep = awake.filter((each) => isDormant(draft, each)).map(({ id }) => id);
  return { data: named.map(({ id }) => answerEntity(draft, customerId, id)), dormantAssignmentIds: asleep };
}

export function unarchiveEntities(draft: Draft, fields: Fields): unknown {
  const { customerId, named, cascade } = namedEntities(draft, fields);
  const woken = (entity: Entity): void => {
    if (entity.archivedAt === null) return;
    draft.entities.set(pairOf(customerId, entity.id), {
      ...entity,
      archivedAt: null,
      archivedBy: 0,
      version: entity.version + 1,
    });
    if (!cascade) return;
    for (const child of childrenOf(draft, customerId, entity.id))
      if (child.archivedBy === entity.archivedBy) woken(child);
  };
  for (const entity of named) woken(entity);
  const faults = new Faults();
  for (const [index, entity] of named.entries()) {
    const parent = draft.entities.get(pairOf(customerId, entity.parentId ?? ""));
    const isTypeAway = draft.types.get(entity.entityTypeId)?.archivedAt !== null;
    if (isTypeAway || (parent !== undefined && parent.archivedAt !== null))
      faults.add({ code: "ArchivedEntity", path: `/ids/${index}` });
  }
  faults.settle();
  return { data: named.map(({ id }) => answerEntity(draft, customerId, id)) };
}

function namedEntities(draft: Draft, fields: Fields): { customerId: string; named: Entity[]; cascade: boolean } {
  refuseUnknown(fields, "customerId ids cascade");
  const ids = idsOf(fields.ids, "/ids");
  const cascade = optional(fields.cascade, (raw) => booleanOf(raw, "/cascade")) ?? false;
  const { id: customerId } = activeCustomer(draft, fields);
  const faults = new Faults();
  const named = ids.flatMap((id, index) => {
    const entity = draft.entities.get(pairOf(customerId, id));
    if (entity === undefined) faults.add({ code: "InvalidRequest", path: `/ids/${index}` });
    return entity ?? [];
  });
  faults.settle();
  return { customerId, named, cascade };
}

export function answerEntity(draft: Draft, customerId: string, id: string): unknown {
  const entity = draft.entities.get(pairOf(customerId, id)) ?? refuse("EntityNotFound");
  const { entityTypeId, displayName, metadata, parentId, version } = entity;
  return { id, entityTypeId, displayName, metadata, parentId, archivedAt: isoOf(entity.archivedAt), version };
}
