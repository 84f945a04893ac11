// The vendor's catalog of the model: entity types, capabilities and the settings of the environment (R2, R4, R45).
import { Faults, refuse } from "./refusal.ts";
import {
  batchOf,
  booleanOf,
  type Fields,
  fieldsOf,
  idOf,
  idsOf,
  isoOf,
  isSame,
  optional,
  refuseUnknown,
  textOf,
  wholeOf,
} from "./shape.ts";
import type { Capability, Draft, EntityType, Settings } from "./state.ts";

const KEYS_MAX = 8;
const SCALE_MAX = 9;
const OPEN_RESERVATIONS_MAX = 10_000;
const LATENESS_DAYS_MAX = 400;
const CURRENCY_SCALE = 6;

type ReadItem = (fields: Fields, path: string) => void;

/** Reads every item of the batch at `path` under its own path; one id twice is a fault. */
export function readItems(
  batch: { readonly raw: unknown; readonly path: string },
  faults: Faults,
  read: ReadItem,
): void {
  const { raw, path } = batch;
  const seen = new Set<unknown>();
  for (const [index, item] of batchOf(raw, path).entries()) {
    faults.attempt(`${path}/${index}`, () => {
      const fields = fieldsOf(item, "");
      if (fields.id !== undefined && seen.has(fields.id)) refuse("InvalidRequest", "/id");
      seen.add(fields.id);
      read(fields, `${path}/${index}`);
    });
  }
}

export const textOrNull = (raw: unknown, path: string): string | null => (raw === null ? null : textOf(raw, path));

export function upsertEntityTypes(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "entityTypes");
  const faults = new Faults();
  const paths = new Map<string, string>();
  readItems({ raw: fields.entityTypes, path: "/entityTypes" }, faults, (item, path) => {
    const type = typeOf(draft, item);
    draft.types.set(type.id, type);
    paths.set(type.id, path);
  });
  for (const [id, path] of paths)
    if (hasTakenKey(draft, id)) faults.add({ code: "AttributionKeyTaken", path: `${path}/attributionKeys` });
  faults.settle();
  return { data: [...paths.keys()].map((id) => answerType(draft, id)) };
}

const nameOf = (raw: unknown): string => textOf(raw, "/displayName") || refuse("InvalidRequest", "/displayName");

function typeOf(draft: Draft, item: Fields): EntityType {
  refuseUnknown(item, "id displayName description attributionKeys autoProvision maxOpenReservations");
  const id = idOf(item.id, "/id");
  const before = draft.types.get(id);
  if (before !== undefined && before.archivedAt !== null) refuse("ArchivedEntity", "/id");
  const type = {
    id,
    displayName: optional(item.displayName, nameOf) ?? before?.displayName ?? refuse("InvalidRequest", "/displayName"),
    description:
      optional(item.description, (raw) => textOrNull(raw, "/description")) ??
      clearedOr(item.description, before?.description),
    attributionKeys: optional(item.attributionKeys, keysOf) ?? before?.attributionKeys ?? [],
    autoProvision: item.autoProvision === undefined ? (before?.autoProvision ?? null) : provisionOf(item.autoProvision),
    maxOpenReservations:
      optional(item.maxOpenReservations, capOf) ?? clearedOr(item.maxOpenReservations, before?.maxOpenReservations),
    archivedAt: null,
    version: before?.version ?? 1,
  };
  return before === undefined || isSame(before, type) ? type : { ...type, version: type.version + 1 };
}

/** What was sent as null is cleared, what was left out is kept. */
export const clearedOr = <T>(sent: unknown, before: T | null | undefined): T | null =>
  sent === undefined ? (before ?? null) : null;

function keysOf(raw: unknown): readonly string[] {
  if (!Array.isArray(raw) || raw.length > KEYS_MAX || new Set(raw).size < raw.length)
    refuse("InvalidRequest", "/attributionKeys");
  return (raw as unknown[]).map((key, index) => idOf(key, `/attributionKeys/${index}`));
}

function provisionOf(raw: unknown): EntityType["autoProvision"] {
  if (raw === null) return null;
  const fields = fieldsOf(raw, "/autoProvision");
  refuseUnknown(fields, "parentFrom", "/autoProvision");
  const parentFrom = fields.parentFrom ?? null;
  return parentFrom === null ? {} : { parentFrom: textOf(parentFrom, "/autoProvision/parentFrom") };
}

const capOf = (raw: unknown): number | null =>
  raw === null ? null : wholeOf(raw, "/maxOpenReservations", OPEN_RESERVATIONS_MAX);

function hasTakenKey(draft: Draft, id: string): boolean {
  const keys = draft.types.get(id)?.attributionKeys ?? [];
  const others = [...draft.types.values()].filter((type) => type.id !== id && type.archivedAt === null);
  return others.some((type) => type.attributionKeys.some((key) => keys.includes(key)));
}

export function archiveEntityTypes(draft: Draft, fields: Fields, now: number): unknown {
  refuseUnknown(fields, "ids");
  const ids = idsOf(fields.ids, "/ids");
  const faults = new Faults();
  for (const [index, id] of ids.entries()) {
    const type = draft.types.get(id);
    const isUsed = [...draft.entities.values()].some(
      (entity) => entity.entityTypeId === id && entity.archivedAt === null,
    );
    if (type === undefined) faults.add({ code: "InvalidRequest", path: `/ids/${index}` });
    else if (isUsed) faults.add({ code: "EntityTypeInUse", path: `/ids/${index}` });
    else if (type.archivedAt === null) draft.types.set(id, { ...type, archivedAt: now });
  }
  faults.settle();
  return { data: ids.map((id) => answerType(draft, id)), dormantAssignmentIds: [] };
}

export function unarchiveEntityTypes(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "ids");
  const ids = idsOf(fields.ids, "/ids");
  const faults = new Faults();
  for (const [index, id] of ids.entries()) {
    const type = draft.types.get(id);
    if (type === undefined) faults.add({ code: "InvalidRequest", path: `/ids/${index}` });
    else draft.types.set(id, { ...type, archivedAt: null });
  }
  for (const [index, id] of ids.entries())
    if (hasTakenKey(draft, id)) faults.add({ code: "AttributionKeyTaken", path: `/ids/${index}` });
  faults.settle();
  return { data: ids.map((id) => answerType(draft, id)) };
}

export function answerType(draft: Draft, id: string): unknown {
  const type = draft.types.get(id) ?? refuse("NotFound");
  const { version: _, ...told } = type;
  const autoProvision = type.autoProvision === null ? null : { parentFrom: type.autoProvision.parentFrom ?? null };
  return { ...told, autoProvision, archivedAt: isoOf(type.archivedAt) };
}

export function upsertCapabilities(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "capabilities");
  const faults = new Faults();
  const made: Capability[] = [];
  readItems({ raw: fields.capabilities, path: "/capabilities" }, faults, (item) => {
    const capability = capabilityOf(draft, item);
    draft.capabilities.set(capability.id, capability);
    made.push(capability);
  });
  faults.settle();
  return { data: made };
}

function capabilityOf(draft: Draft, item: Fields): Capability {
  refuseUnknown(item, "id kind displayName unitSingular unitPlural scale");
  const id = idOf(item.id, "/id");
  const before = draft.capabilities.get(id);
  const kind = optional(item.kind, kindOf) ?? before?.kind ?? refuse("InvalidRequest", "/kind");
  const scale =
    optional(item.scale, (raw) => wholeOf(raw, "/scale", SCALE_MAX)) ??
    before?.scale ??
    (kind === "currency" ? CURRENCY_SCALE : 0);
  if (before !== undefined && before.kind !== kind) refuse("ImmutableField", "/kind");
  if (before !== undefined && before.scale !== scale) refuse("ImmutableField", "/scale");
  return {
    id,
    kind,
    scale,
    displayName: optional(item.displayName, nameOf) ?? before?.displayName ?? refuse("InvalidRequest", "/displayName"),
    unitSingular:
      optional(item.unitSingular, (raw) => textOrNull(raw, "/unitSingular")) ??
      clearedOr(item.unitSingular, before?.unitSingular),
    unitPlural:
      optional(item.unitPlural, (raw) => textOrNull(raw, "/unitPlural")) ??
      clearedOr(item.unitPlural, before?.unitPlural),
  };
}

const kindOf = (raw: unknown): Capability["kind"] =>
  raw === "feature" || raw === "currency" ? raw : refuse("InvalidRequest", "/kind");

/** The model has one environment, whatever its id. */
export function upsertEnvironment(draft: Draft, fields: Fields): Settings & { id: string } {
  refuseUnknown(fields, "id strict provisionLimit maxLatenessDays");
  const before = draft.settings;
  const days = optional(fields.maxLatenessDays, (raw) => wholeOf(raw, "/maxLatenessDays", LATENESS_DAYS_MAX));
  if (days === 0) refuse("InvalidRequest", "/maxLatenessDays");
  draft.settings = {
    strict: optional(fields.strict, (raw) => booleanOf(raw, "/strict")) ?? before.strict,
    provisionLimit:
      optional(fields.provisionLimit, (raw) => wholeOf(raw, "/provisionLimit", Number.MAX_SAFE_INTEGER)) ??
      before.provisionLimit,
    maxLatenessDays: days ?? before.maxLatenessDays,
  };
  return { id: idOf(fields.id, "/id"), ...draft.settings };
}
