// The natural key of an assignment: entity, capability, scope set and cadence text; no two assignments share one (R11).
import type { Assignment } from "./assignment.ts";
import type { CustomerState } from "./customer-state.ts";
import type { Snapshot } from "./snapshot.ts";

/** `scope` stands in ascending order. */
export type NaturalKey = Pick<Assignment, "entity" | "capability" | "scope" | "cadence">;

export const naturalKeyText = (key: NaturalKey): string =>
  `${key.entity} ${key.capability} ${key.scope.join(",")} ${key.cadence ?? ""}`;

/** Number of the standing assignment with that key, or 0. Interns nothing: refused requests must not make tables grow. */
export function findAssignment(snapshot: Snapshot, customer: CustomerState, key: NaturalKey): number {
  const [first] = key.scope;
  const candidates =
    first === undefined ? nodeWideOf(snapshot, key.entity) : (customer.scoped.get(key.entity)?.get(first) ?? []);
  for (const number of candidates) if (hasKey(snapshot, number, key)) return number;
  return 0;
}

/** Number of the default in the list that has that key, whatever its entity type; 0 when none has. */
export function findDefault(snapshot: Snapshot, list: readonly number[], key: NaturalKey): number {
  return list.find((number) => hasKey(snapshot, number, key)) ?? 0;
}

/** How many assignments the entity has of the capability, scoped ones counted. */
export function countAssignments(
  snapshot: Snapshot,
  customer: CustomerState,
  { entity, capability }: Pick<NaturalKey, "entity" | "capability">,
): number {
  const ofCapability = (number: number): boolean => snapshot.assignments.capability.get(number) === capability;
  let count = nodeWideOf(snapshot, entity).filter(ofCapability).length;
  for (const numbers of customer.scoped.get(entity)?.values() ?? []) count += numbers.filter(ofCapability).length;
  return count;
}

function nodeWideOf({ assignments, entities }: Snapshot, entity: number): number[] {
  const numbers: number[] = [];
  for (let at = entities.firstAssignment.get(entity); at !== 0; at = assignments.next.get(at)) numbers.push(at);
  return numbers;
}

function hasKey({ assignments }: Snapshot, number: number, key: NaturalKey): boolean {
  if (assignments.capability.get(number) !== key.capability) return false;
  if (assignments.rule(number).cadence !== key.cadence) return false;
  const scope = assignments.scopes.members(assignments.scope.get(number));
  return scope.length === key.scope.length && scope.every((member, at) => member === key.scope[at]);
}
