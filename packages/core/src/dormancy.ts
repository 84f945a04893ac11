// Dormancy: assignments sleep while what they name is archived; they can be deleted then, not changed (R5).
import type { Assignment } from "./assignment.ts";
import type { Snapshot } from "./snapshot.ts";

/** A default names no entity, so only its scope can put it to sleep; an archived type has nobody to govern anyway. */
export function isDormant({ entities }: Snapshot, row: Pick<Assignment, "entity" | "scope">): boolean {
  if (row.entity !== 0 && entities.isArchived(row.entity)) return true;
  return row.scope.some((member) => entities.isArchived(member));
}

/**
 * Numbers of the assignments that fall asleep when these entities are archived: their own, and those scoped by them.
 * One pass over the columns; a row is only looked at when it is meant.
 */
export function assignmentsFallingAsleep(snapshot: Snapshot, going: ReadonlySet<number>): number[] {
  const { assignments } = snapshot;
  const found: number[] = [];
  if (going.size === 0) return found;
  for (let number = 1; number <= assignments.last; number += 1) {
    if (!assignments.has(number)) continue;
    const entity = assignments.entity.get(number);
    const scope = assignments.scopes.members(assignments.scope.get(number));
    const isMeant = going.has(entity) || scope.some((member) => going.has(member));
    if (isMeant && !isDormant(snapshot, { entity, scope })) found.push(number);
  }
  return found;
}
