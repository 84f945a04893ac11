// Dormancy: assignments sleep while what they name is archived; they can be deleted then, not changed (R5).
import type { Assignment } from "./assignment.ts";
import type { Snapshot } from "./snapshot.ts";

/** A default names a type instead of an entity. */
export function isDormant(snapshot: Snapshot, row: Pick<Assignment, "entity" | "type" | "scope">): boolean {
  const { entities } = snapshot;
  if (row.entity !== 0 ? entities.isArchived(row.entity) : snapshot.type(row.type).archivedAt !== null) return true;
  return row.scope.some((member) => entities.isArchived(member));
}

/** Numbers of the assignments that fall asleep when these entities are archived: their own, and those scoped by them. */
export function assignmentsFallingAsleep(snapshot: Snapshot, entities: ReadonlySet<number>): number[] {
  if (entities.size === 0) return [];
  return wakefulWhere(snapshot, (number) => {
    const { assignments } = snapshot;
    if (entities.has(assignments.entity.get(number))) return true;
    return assignments.scopes.members(assignments.scope.get(number)).some((member) => entities.has(member));
  });
}

/** The same for entity types: the defaults that stand on them. */
export function defaultsFallingAsleep(snapshot: Snapshot, types: ReadonlySet<number>): number[] {
  if (types.size === 0) return [];
  const { assignments } = snapshot;
  return wakefulWhere(
    snapshot,
    (number) => assignments.entity.get(number) === 0 && types.has(assignments.type.get(number)),
  );
}

/** One pass over the columns; a row is only looked at when it is meant. */
function wakefulWhere(snapshot: Snapshot, isMeant: (number: number) => boolean): number[] {
  const { assignments } = snapshot;
  const found: number[] = [];
  for (let number = 1; number <= assignments.last; number += 1) {
    if (!assignments.has(number) || !isMeant(number)) continue;
    const scope = assignments.scopes.members(assignments.scope.get(number));
    const named = { entity: assignments.entity.get(number), type: assignments.type.get(number), scope };
    if (!isDormant(snapshot, named)) found.push(number);
  }
  return found;
}
