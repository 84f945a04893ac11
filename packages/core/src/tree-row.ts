// A tree row as it is answered: the node that checks show, with its place in the hierarchy (R18, R38).
import { type Node, reportNode } from "./node.ts";
import type { Snapshot } from "./snapshot.ts";
import type { FoundRow } from "./tree-page.ts";
import { depthBelow } from "./tree-walk.ts";

/** Figures are null in the row of an entity without a matching budget. */
export interface TreeRow extends Omit<Node, "capabilityId" | "currentUsage" | "heldUsage"> {
  readonly capabilityId: string | null;
  readonly currentUsage: number | null;
  readonly heldUsage: number | null;
  readonly displayName: string | null;
  /** Ids from the root down to the entity itself. */
  readonly path: readonly string[];
  readonly depth: number;
  readonly createdAt: string;
}

/** `top` is what depth is counted from, 0 for roots. */
export function answerRow(snapshot: Snapshot, row: FoundRow, top: number): TreeRow {
  const { entities } = snapshot;
  const place = {
    displayName: entities.displayName(row.entity),
    path: pathTo(snapshot, row.entity),
    depth: depthBelow(entities, row.entity, top),
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

function pathTo({ entities }: Snapshot, entity: number): string[] {
  const path: string[] = [];
  for (let at = entity; at !== 0; at = entities.parent.get(at)) path.unshift(entities.ids[at] ?? "");
  return path;
}
