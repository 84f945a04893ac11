// A hierarchy plan: whether parent links that a batch would set leave a forest of the allowed depth (R5).
import { itemFault } from "./catalog-batch.ts";
import type { EntityTable } from "./entity-table.ts";
import type { Fault } from "./fault.ts";
import { HIERARCHY_DEPTH_MAX } from "./hierarchy.ts";
import type { Snapshot } from "./snapshot.ts";

/** An entity that gets a parent: a new one, or one that leaves its old parent with its whole subtree. */
export interface HierarchyMove {
  readonly entity: number;
  readonly parent: number;
  readonly isNew: boolean;
  readonly index: number;
  /** Of an item that is refused already: others are judged by where it would stand, it is not judged again. */
  readonly isRefused: boolean;
}

/** A depth that no forest has: the way up never ends. */
const CIRCLE = Number.POSITIVE_INFINITY;

export function hierarchyFaults(snapshot: Snapshot, moves: readonly HierarchyMove[]): Fault[] {
  const { entities } = snapshot;
  const parents = new Map(moves.map(({ entity, parent }) => [entity, parent]));
  const parentOf = (entity: number): number => parents.get(entity) ?? entities.parent.get(entity);
  const heights = heightsBelow(entities, moves);
  const faults: Fault[] = [];
  for (const { entity, parent, index, isRefused } of moves) {
    if (isRefused) continue;
    if (parent === 0 && (heights.get(entity) ?? 0) < HIERARCHY_DEPTH_MAX) continue;
    const at = { list: "entities", index, field: "parentId" };
    const depth = depthAfter(entity, parentOf, parents.size);
    if (depth === CIRCLE) {
      const detail = "With this parent the entity would stand below itself. Move one of the circle elsewhere.";
      faults.push(itemFault("HierarchyCycle", detail, at));
      continue;
    }
    const deepest = depth + (heights.get(entity) ?? 0);
    if (deepest <= HIERARCHY_DEPTH_MAX) continue;
    const detail = `The hierarchy would be ${deepest} levels deep here, and ${HIERARCHY_DEPTH_MAX} is the most. Choose a parent nearer to the top.`;
    faults.push(itemFault("InvalidRequest", detail, at));
  }
  return faults;
}

/** Standing hierarchies and new links are finite, so a way up that is longer than both together is a circle. */
function depthAfter(entity: number, parentOf: (entity: number) => number, moved: number): number {
  const longest = (moved + 1) * (HIERARCHY_DEPTH_MAX + 1);
  let depth = 0;
  for (let at = entity; at !== 0; at = parentOf(at)) {
    depth += 1;
    if (depth > longest) return CIRCLE;
  }
  return depth;
}

/**
 * How many levels hang below each moved entity, down to the next moved one (which is judged itself). There is no index
 * of children; one pass over the parent column takes some 20 ms at a million entities, and only moves need it.
 */
function heightsBelow(entities: EntityTable, moves: readonly HierarchyMove[]): Map<number, number> {
  const heights = new Map<number, number>();
  const moved = moves.filter(({ isNew }) => !isNew);
  const first = moved[0];
  if (first === undefined) return heights;
  const isMoved = new Uint8Array(entities.last + 1);
  for (const { entity } of moved) isMoved[entity] = 1;
  const customer = entities.customer.get(first.entity);
  for (let entity = 1; entity <= entities.last; entity += 1) {
    if (entities.customer.get(entity) !== customer) continue;
    let height = 0;
    let at = entity;
    while (at !== 0 && isMoved[at] === 0) {
      at = entities.parent.get(at);
      height += 1;
    }
    if (at !== 0 && height > (heights.get(at) ?? 0)) heights.set(at, height);
  }
  return heights;
}
