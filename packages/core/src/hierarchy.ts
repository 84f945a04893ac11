// The hierarchy: parent links among one customer's entities, with their depth limit (R5).
import type { EntityTable } from "./entity-table.ts";

/** R5: levels from a root to the deepest entity, both counted. */
export const HIERARCHY_DEPTH_MAX = 16;

/** The entity itself when it is active, else its nearest active ancestor, else 0 (R5). */
export function nearestActive(entities: EntityTable, entity: number): number {
  let at = entity;
  while (at !== 0 && entities.isArchived(at)) at = entities.parent.get(at);
  return at;
}

/** How many levels the entity stands below the top, a root being 1. */
export function depthOf(entities: EntityTable, entity: number): number {
  let depth = 0;
  for (let at = entity; at !== 0; at = entities.parent.get(at)) depth += 1;
  return depth;
}
