// Resolution of the model: which entities a request names, and what becomes of the values that name none (R6, R8–R10).
import { refuse } from "./refusal.ts";
import { type Fields, isId } from "./shape.ts";
import { type Draft, type Entity, type EntityType, pairOf } from "./state.ts";

export interface Named {
  readonly dimensions: Readonly<Record<string, string>> | null;
  readonly entityIds: readonly string[] | null;
}

interface Asked {
  readonly customerId: string;
  /** What is provisioned is made then (R16). */
  readonly at: number;
}

export interface Unresolved {
  readonly key: string | null;
  readonly value: string;
  readonly reason: "UnknownEntity" | "OtherEntityType" | "ArchivedEntity" | "ProvisionLimit";
}

export interface Resolution {
  readonly leaves: string[];
  readonly set: string[];
  readonly unresolved: Unresolved[];
  /** Types whose newcomers the provision limit refused. */
  readonly limited: EntityType[];
}

const DEPTH_MAX = 16;
const DIMENSIONS_MAX = 32;
const TEXT_MAX = 255;
const ENTITIES_MAX = 256;
const ENTITY_IDS_MAX = 100;

/** Dimensions as text, those of no value left out. */
export function namedBy(fields: Fields): Named {
  const { dimensions, entityIds } = fields;
  if ((dimensions === undefined) === (entityIds === undefined)) refuse("InvalidRequest", "");
  if (Array.isArray(entityIds)) {
    const isFine =
      entityIds.length > 0 &&
      entityIds.length <= ENTITY_IDS_MAX &&
      entityIds.every((id) => typeof id === "string" && isId(id));
    return isFine ? { dimensions: null, entityIds } : refuse("InvalidRequest", "/entityIds");
  }
  if (typeof dimensions !== "object" || dimensions === null || Array.isArray(dimensions))
    refuse("InvalidRequest", "/dimensions");
  const all = Object.entries(dimensions as Fields);
  if (all.length > DIMENSIONS_MAX) refuse("InvalidRequest", "/dimensions");
  const present = all.filter(([, value]) => value !== null && value !== "");
  return {
    dimensions: Object.fromEntries(present.map(([key, value]) => [key, dimensionText(value, key)])),
    entityIds: null,
  };
}

function dimensionText(value: unknown, key: string): string {
  const isText = typeof value === "string" && [...value].length <= TEXT_MAX;
  if (isText || typeof value === "boolean" || Number.isSafeInteger(value)) return String(value);
  return refuse("InvalidRequest", `/dimensions/${key}`);
}

/** Newcomers are put into the draft. */
export function resolve(draft: Draft, asked: Asked, named: Named): Resolution {
  const resolver = new Resolver(draft, asked, named.dimensions ?? {});
  for (const id of named.entityIds ?? []) resolver.addId(id);
  for (const key of Object.keys(named.dimensions ?? {})) resolver.addDimension(key);
  const { resolution } = resolver;
  if (resolution.set.length > ENTITIES_MAX) refuse("TooManyEntities");
  return resolution;
}

/** From the entity to its root. */
export function pathOf(draft: Draft, customerId: string, id: string): Entity[] {
  const path: Entity[] = [];
  let at = draft.entities.get(pairOf(customerId, id));
  while (at !== undefined) {
    path.push(at);
    at = at.parentId === null ? undefined : draft.entities.get(pairOf(customerId, at.parentId));
  }
  return path;
}

class Resolver {
  readonly resolution: Resolution = { leaves: [], set: [], unresolved: [], limited: [] };
  readonly #draft: Draft;
  readonly #customerId: string;
  readonly #at: number;
  readonly #dimensions: Readonly<Record<string, string>>;

  constructor(draft: Draft, { customerId, at }: Asked, dimensions: Readonly<Record<string, string>>) {
    this.#draft = draft;
    this.#customerId = customerId;
    this.#at = at;
    this.#dimensions = dimensions;
  }

  addId(id: string): void {
    const entity = this.#entity(id);
    if (entity === undefined) this.resolution.unresolved.push({ key: null, value: id, reason: "UnknownEntity" });
    else this.#addEntity(entity, null);
  }

  addDimension(key: string): void {
    const type = this.#typeOf(key);
    if (type === undefined || type.attributionKeys.find((name) => name in this.#dimensions) !== key) return;
    const value = this.#dimensions[key] ?? "";
    const entity = this.#entity(value);
    if (entity === undefined) this.#addUnknown(type, key);
    else if (entity.entityTypeId !== type.id)
      this.resolution.unresolved.push({ key, value, reason: "OtherEntityType" });
    else this.#addEntity(entity, key);
  }

  #addUnknown(type: EntityType, key: string): void {
    const value = this.#dimensions[key] ?? "";
    const made = this.#provision(type, value, []);
    if (typeof made === "object") return this.#addLeaf(made);
    if (made === "ProvisionLimit") this.resolution.limited.push(type);
    this.resolution.unresolved.push({ key, value, reason: made });
  }

  #addEntity(entity: Entity, key: string | null): void {
    if (entity.archivedAt === null) return this.#addLeaf(entity);
    this.resolution.unresolved.push({ key, value: entity.id, reason: "ArchivedEntity" });
    const active = this.#nearestActive(entity);
    if (active !== undefined) this.#addLeaf(active);
  }

  #addLeaf(entity: Entity): void {
    const { leaves, set } = this.resolution;
    if (leaves.includes(entity.id)) return;
    leaves.push(entity.id);
    for (const { id } of pathOf(this.#draft, this.#customerId, entity.id)) if (!set.includes(id)) set.push(id);
  }

  #nearestActive(entity: Entity): Entity | undefined {
    return pathOf(this.#draft, this.#customerId, entity.id).find(({ archivedAt }) => archivedAt === null);
  }

  #entity(id: string): Entity | undefined {
    return this.#draft.entities.get(pairOf(this.#customerId, id));
  }

  /** An archived type gave up its keys. */
  #typeOf(key: string): EntityType | undefined {
    return [...this.#draft.types.values()].find(
      (type) => type.archivedAt === null && type.attributionKeys.includes(key),
    );
  }

  /** `makers` are the values whose making led here: naming one of them again is a circle. */
  #provision(type: EntityType, id: string, makers: readonly string[]): Entity | "UnknownEntity" | "ProvisionLimit" {
    if (type.autoProvision === null || !isId(id)) return "UnknownEntity";
    const parent = this.#parentOf(type, [...makers, id]);
    if (parent === "ProvisionLimit") return parent;
    const provisioned = [...this.#draft.entities.values()].filter(
      (each) => each.customerId === this.#customerId && each.isProvisioned,
    );
    if (provisioned.length >= this.#draft.settings.provisionLimit) return "ProvisionLimit";
    if (parent !== null && pathOf(this.#draft, this.#customerId, parent.id).length >= DEPTH_MAX)
      return "ProvisionLimit";
    const entity: Entity = {
      customerId: this.#customerId,
      id,
      entityTypeId: type.id,
      displayName: null,
      metadata: {},
      parentId: parent?.id ?? null,
      archivedAt: null,
      archivedBy: 0,
      isProvisioned: true,
      createdAt: this.#at,
      version: 1,
    };
    this.#draft.entities.set(pairOf(this.#customerId, id), entity);
    return entity;
  }

  #parentOf(type: EntityType, makers: readonly string[]): Entity | null | "ProvisionLimit" {
    const key = type.autoProvision?.parentFrom ?? "";
    const value = this.#dimensions[key];
    const parentType = this.#typeOf(key);
    if (value === undefined || parentType === undefined || makers.includes(value)) return null;
    const known = this.#entity(value);
    if (known !== undefined) return known.entityTypeId === parentType.id ? (this.#nearestActive(known) ?? null) : null;
    const made = this.#provision(parentType, value, makers);
    return made === "UnknownEntity" ? null : made;
  }
}
