// Attribution: which entities a request's dimensions or entity ids name, and why the others name none (R8–R10).
import type { CustomerState } from "./customer-state.ts";
import type { EntityType } from "./entity-type.ts";
import type { EnvironmentState } from "./environment-state.ts";
import { nearestActive } from "./hierarchy.ts";
import { Provisioner } from "./provision.ts";
import type { Snapshot } from "./snapshot.ts";

/** Dimension values are already text, null and "" left out; exactly one of the two is present. */
export interface AttributionRequest {
  readonly dimensions?: Readonly<Record<string, string>> | undefined;
  readonly entityIds?: readonly string[] | undefined;
}

export type UnresolvedReason = "UnknownEntity" | "OtherEntityType" | "ArchivedEntity" | "ProvisionLimit";

export interface Unresolved {
  readonly key: string | null;
  readonly value: string;
  readonly reason: UnresolvedReason;
}

/** Where and for whom a request is resolved; `now` dates what comes into being by being named. */
export interface AttributionPlace {
  readonly snapshot: Snapshot;
  readonly environment: EnvironmentState;
  readonly customer: CustomerState;
  readonly now: number;
}

export interface Resolution {
  /** Directly resolved entities, each once, in the order sent. */
  readonly leaves: number[];
  /** R10's resolved set: leaves and all their ancestors, each once, leaf first. */
  readonly set: number[];
  readonly unresolved: Unresolved[];
  /** Types whose newcomer was refused by the provision limit (R6). */
  readonly limited: EntityType[];
}

/** R10: no request may govern more entities at once, ancestors counted. */
export const RESOLVED_ENTITIES_MAX = 256;

/** Newcomers of auto-provisioned types are put into the snapshot, uncommitted; the caller commits or truncates them. */
export function resolve(place: AttributionPlace, request: AttributionRequest): Resolution {
  const resolution: Resolution = { leaves: [], set: [], unresolved: [], limited: [] };
  if (request.entityIds !== undefined) {
    for (const id of request.entityIds) resolveId(place, id, resolution);
  } else {
    const dimensions = request.dimensions ?? {};
    for (const key in dimensions) {
      const type = place.environment.keys.get(key);
      if (type === undefined || isLabel(type, key, dimensions)) continue;
      resolveDimension(place, { type, key, dimensions }, resolution);
    }
  }
  return resolution;
}

/** R8: of several keys of one type the first of its `attributionKeys` that the request carries names the entity. */
function isLabel(type: EntityType, key: string, dimensions: Readonly<Record<string, string>>): boolean {
  for (const preferred of type.attributionKeys) {
    if (preferred === key) return false;
    if (dimensions[preferred] !== undefined) return true;
  }
  return false;
}

interface NamedDimension {
  readonly type: EntityType;
  readonly key: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

function resolveDimension(place: AttributionPlace, named: NamedDimension, resolution: Resolution): void {
  const value = named.dimensions[named.key] ?? "";
  const entity = place.customer.entities.get(value);
  if (entity === undefined) {
    resolveUnknown(place, named, resolution);
    return;
  }
  if (place.snapshot.entities.type.get(entity) !== named.type.number) {
    resolution.unresolved.push({ key: named.key, value, reason: "OtherEntityType" });
    return;
  }
  addNamed(place, { key: named.key, value, entity }, resolution);
}

function resolveUnknown(place: AttributionPlace, named: NamedDimension, resolution: Resolution): void {
  const value = named.dimensions[named.key] ?? "";
  const made = new Provisioner(place, named.dimensions).provide(named.type, value);
  if (made.entity !== 0) {
    addLeaf(place, made.entity, resolution);
    return;
  }
  if (made.reason === "ProvisionLimit") resolution.limited.push(named.type);
  resolution.unresolved.push({ key: named.key, value, reason: made.reason });
}

function resolveId(place: AttributionPlace, id: string, resolution: Resolution): void {
  const entity = place.customer.entities.get(id);
  if (entity === undefined) resolution.unresolved.push({ key: null, value: id, reason: "UnknownEntity" });
  else addNamed(place, { key: null, value: id, entity }, resolution);
}

/** R5: an archived entity is listed, and its chain starts at the nearest active ancestor. */
function addNamed(
  place: AttributionPlace,
  named: { readonly key: string | null; readonly value: string; readonly entity: number },
  resolution: Resolution,
): void {
  const { entities } = place.snapshot;
  if (!entities.isArchived(named.entity)) {
    addLeaf(place, named.entity, resolution);
    return;
  }
  resolution.unresolved.push({ key: named.key, value: named.value, reason: "ArchivedEntity" });
  const active = nearestActive(entities, named.entity);
  if (active !== 0) addLeaf(place, active, resolution);
}

function addLeaf(place: AttributionPlace, leaf: number, resolution: Resolution): void {
  if (resolution.leaves.includes(leaf)) return;
  resolution.leaves.push(leaf);
  const parent = place.snapshot.entities.parent;
  for (let at = leaf; at !== 0; at = parent.get(at)) {
    if (resolution.set.includes(at)) return;
    resolution.set.push(at);
  }
}
