// A tree row as it is answered: the node that checks show, with its place in the hierarchy (R18, R38).

import type { EntityTable } from "./entity-table.ts";
import { type Node, reportNode } from "./node.ts";
import type { Snapshot } from "./snapshot.ts";
import { type SeenRoots, seenTop } from "./subtree.ts";
import type { FoundRow } from "./tree-page.ts";
import { depthBelow } from "./tree-walk.ts";

/** Figures are null in the row of an entity without a matching budget. */
export interface TreeRow extends Omit<Node, "capabilityId" | "currentUsage" | "heldUsage"> {
  readonly capabilityId: string | null;
  readonly currentUsage: number | null;
  readonly heldUsage: number | null;
  readonly displayName: string | null;
  /** Ids from the root, or the uppermost entity that the asker may see, down to the entity itself. */
  readonly path: readonly string[];
  readonly depth: number;
  readonly createdAt: string;
}

/** What is asked for, and what may be seen at all. */
export interface TreeReach {
  /** 0 = all. */
  readonly subtree: number;
  readonly roots: SeenRoots;
}

/** What the depth of an entity is counted from: 0 for the roots of the whole customer. */
export const topFor = (entities: EntityTable, { subtree, roots }: TreeReach, entity: number): number =>
  subtree === 0 ? shownTop(entities, roots, entity) : subtree;

/** Where paths begin; an entity that was moved away meanwhile is all that is told of its place. */
const shownTop = (entities: EntityTable, roots: SeenRoots, entity: number): number =>
  roots === null ? 0 : seenTop(entities, roots, entity) || entity;

export function answerRow(snapshot: Snapshot, row: FoundRow, reach: TreeReach): TreeRow {
  const { entities } = snapshot;
  const path = pathTo(entities, row.entity, shownTop(entities, reach.roots, row.entity));
  const place = {
    displayName: entities.displayName(row.entity),
    // What stands above the part that may be seen is told nowhere.
    parentId: path.at(-2) ?? null,
    path,
    depth: depthBelow(entities, row.entity, topFor(entities, reach, row.entity)),
    createdAt: new Date(entities.createdAt(row.entity)).toISOString(),
  };
  // Nothing is asked for: the node says whether the budget is over its limit as it stands.
  if (row.capability !== 0) {
    const request = { snapshot, capability: snapshot.capability(row.capability), requested: 0 };
    return { ...reportNode(request, row.node), ...place };
  }
  return { ...reportNode({ snapshot, capability: NO_CAPABILITY, requested: 0 }, row.node), ...NO_FIGURES, ...place };
}

const NO_FIGURES = { capabilityId: null, currentUsage: null, heldUsage: null };
const NO_CAPABILITY = { id: "", scale: 0 };

/** From the top, or where it is 0 from the root. */
function pathTo(entities: EntityTable, entity: number, top: number): string[] {
  const path: string[] = [];
  for (let at = entity; at !== 0; at = at === top ? 0 : entities.parent.get(at)) path.unshift(entities.ids[at] ?? "");
  return path;
}
