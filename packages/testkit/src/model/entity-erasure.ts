// Erasure in the model: the id is another everywhere, and name and metadata are gone; nothing that was counted moves (R42).
import { activeCustomer } from "./customer-catalog.ts";
import type { BudgetKey } from "./exception-rows.ts";
import type { Entry, Paths } from "./ledger-rows.ts";
import { refuse } from "./refusal.ts";
import { type Fields, refuseUnknown } from "./shape.ts";
import { type Draft, pairOf } from "./state.ts";

type Renaming = (text: string) => string;

export function erasePersonalData(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "customerId entityId");
  const { id: customerId } = activeCustomer(draft, fields);
  const id = typeof fields.entityId === "string" ? fields.entityId : "";
  const entity = draft.entities.get(pairOf(customerId, id)) ?? refuse("EntityNotFound");
  if (/^erased-[\w-]{22}$/.test(id)) return null;
  draft.made += 1;
  const token = `erased-${String(draft.made).padStart(22, "0")}`;
  const of: Renaming = (text) => (text === id ? token : text);
  const { version } = entity;
  const displayName = entity.displayName === null ? null : token;
  draft.entities.set(pairOf(customerId, id), { ...entity, displayName, metadata: {}, version: version + 1 });
  renameEntities(draft, customerId, of);
  renameAssignments(draft, customerId, of);
  renameExceptions(draft, customerId, of);
  renameEntries(draft, customerId, of);
  renameReservations(draft, customerId, of);
  return null;
}

function renameEntities(draft: Draft, customerId: string, of: Renaming): void {
  const entities = [...draft.entities.values()];
  draft.entities.clear();
  for (const each of entities) {
    const isOthers = each.customerId !== customerId;
    const parentId = each.parentId === null ? null : of(each.parentId);
    const entity = isOthers ? each : { ...each, id: of(each.id), parentId };
    draft.entities.set(pairOf(entity.customerId, entity.id), entity);
  }
}

function renameAssignments(draft: Draft, customerId: string, of: Renaming): void {
  for (const [key, each] of draft.assignments) {
    if (each.customerId !== customerId) continue;
    const scopeEntityIds = each.scopeEntityIds.map(of).sort();
    draft.assignments.set(key, {
      ...each,
      entityId: each.entityId === null ? null : of(each.entityId),
      scopeEntityIds,
    });
  }
  for (const [at, each] of draft.denials.entries()) {
    if (each.customerId !== customerId) continue;
    draft.denials[at] = { ...each, entityId: of(each.entityId) };
  }
}

function renameExceptions(draft: Draft, customerId: string, of: Renaming): void {
  const renamed = <Row extends BudgetKey>(row: Row): Row =>
    row.customerId === customerId
      ? { ...row, entityId: of(row.entityId), scopeEntityIds: row.scopeEntityIds.map(of).sort() }
      : row;
  for (const [id, row] of draft.exceptions) draft.exceptions.set(id, renamed(row));
  for (const [id, row] of draft.limitRequests) draft.limitRequests.set(id, renamed(row));
}

function renameEntries(draft: Draft, customerId: string, of: Renaming): void {
  const renamed = (each: Entry): Entry => ({
    ...each,
    set: each.set.map(of),
    dimensions: valuesOf(each.dimensions, of),
    entityIds: each.entityIds?.map(of) ?? null,
    metadata: valuesOf(each.metadata, of),
    corrects: each.corrects === null ? null : renamed(each.corrects),
  });
  for (const [at, each] of draft.entries.entries())
    if (each.customerId === customerId) draft.entries[at] = renamed(each);
  for (const [key, recorded] of draft.keys) {
    if (recorded.entries[0]?.customerId !== customerId) continue;
    const { granted } = recorded;
    draft.keys.set(key, {
      ...recorded,
      entries: recorded.entries.map(renamed),
      granted: granted === null ? null : { ...granted, paths: pathsOf(granted.paths, of) },
    });
  }
}

function renameReservations(draft: Draft, customerId: string, of: Renaming): void {
  for (const [id, each] of draft.reservations) {
    if (each.customerId !== customerId) continue;
    draft.reservations.set(id, {
      ...each,
      set: each.set.map(of),
      paths: pathsOf(each.paths, of),
      dimensions: valuesOf(each.dimensions, of),
      entityIds: each.entityIds?.map(of) ?? null,
      metadata: valuesOf(each.metadata, of),
    });
  }
}

const pathsOf = (paths: Paths, of: Renaming): Paths => paths.map((path) => path.map(of));

const valuesOf = (texts: Readonly<Record<string, string>> | null, of: Renaming): Record<string, string> | null =>
  texts === null ? null : Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, of(value)]));
