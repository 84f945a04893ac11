// Subtrees: the part of a customer's hierarchy that somebody sees, all at or below certain entities, as it stands now.
import type { EntityTable } from "./entity-table.ts";

/** Numbers of the entities at whose subtrees somebody may look; null = the whole customer. */
export type SeenRoots = ReadonlySet<number> | null;

/** The uppermost root at or above the entity, 0 when there is none. */
export function seenTop({ parent }: EntityTable, roots: ReadonlySet<number>, entity: number): number {
  let top = 0;
  for (let at = entity; at !== 0; at = parent.get(at)) if (roots.has(at)) top = at;
  return top;
}

export const isInSubtree = (entities: EntityTable, roots: SeenRoots, entity: number): boolean =>
  roots === null || seenTop(entities, roots, entity) !== 0;
