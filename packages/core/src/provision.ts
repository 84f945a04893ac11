// Auto-provision: an unknown entity of a type that asks for it comes into being by being named (R6).
import type { AttributionPlace } from "./attribution.ts";
import { isEntityId } from "./entity-id.ts";
import type { EntityType } from "./entity-type.ts";
import { depthOf, HIERARCHY_DEPTH_MAX, nearestActive } from "./hierarchy.ts";

/** `entity` is 0 when none came into being, for the reason given. */
export interface Provided {
  readonly entity: number;
  readonly reason: "UnknownEntity" | "ProvisionLimit";
}

const UNKNOWN: Provided = { entity: 0, reason: "UnknownEntity" };
const LIMITED: Provided = { entity: 0, reason: "ProvisionLimit" };
/** A parent that the limit refuses refuses its child too: it must not become a root that nothing above governs. */
const REFUSED = -1;

/** Serves one request, whose dimensions may name the newcomer's parent, which may be a newcomer itself. */
export class Provisioner {
  readonly #place: AttributionPlace;
  readonly #dimensions: Readonly<Record<string, string>>;
  readonly #underWay = new Set<string>();

  constructor(place: AttributionPlace, dimensions: Readonly<Record<string, string>>) {
    this.#place = place;
    this.#dimensions = dimensions;
  }

  provide(type: EntityType, value: string): Provided {
    const { snapshot, customer, environment, now } = this.#place;
    if (type.autoProvision === null || !isEntityId(value)) return UNKNOWN;
    this.#underWay.add(value);
    const parent = this.#parentFor(type);
    if (customer.entities.has(value)) return UNKNOWN;
    if (parent === REFUSED) return LIMITED;
    if (customer.provisioned >= environment.row.provisionLimit) return LIMITED;
    if (depthOf(snapshot.entities, parent) >= HIERARCHY_DEPTH_MAX) return LIMITED;
    const entity = snapshot.entities.last + 1;
    snapshot.apply({
      kind: "entity",
      before: null,
      after: {
        number: entity,
        customer: customer.row.number,
        id: value,
        type: type.number,
        displayName: null,
        metadata: {},
        parent,
        archivedAt: null,
        archiveOperation: 0,
        isProvisioned: true,
        version: 1,
        createdAt: now,
      },
    });
    return { entity, reason: "UnknownEntity" };
  }

  /** The number of the entity under `parentFrom`, made first if it must be; 0 for a root or in a circle. */
  #parentFor(type: EntityType): number {
    const key = type.autoProvision?.parentFrom ?? null;
    const value = key === null ? undefined : this.#dimensions[key];
    const parentType = key === null ? undefined : this.#place.environment.keys.get(key);
    if (value === undefined || parentType === undefined || this.#underWay.has(value)) return 0;
    const known = this.#place.customer.entities.get(value);
    if (known === undefined) {
      const parent = this.provide(parentType, value);
      return parent.reason === "ProvisionLimit" ? REFUSED : parent.entity;
    }
    const { entities } = this.#place.snapshot;
    return entities.type.get(known) === parentType.number ? nearestActive(entities, known) : 0;
  }
}
