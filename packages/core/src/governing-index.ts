// The governing index: which assignments and defaults stand on an entity, in the order of R10, without searching.
import type { Assignment } from "./assignment.ts";
import type { CustomerState, GoverningDefault } from "./customer-state.ts";
import type { Snapshot } from "./snapshot.ts";

export function linkAssignment(snapshot: Snapshot, row: Assignment): void {
  noteCarving(snapshot, row, (carved) => row.allocation === "carved" && carved.add(row.number));
  if (row.entity === 0) linkDefault(snapshot, row);
  else if (row.scope.length === 0) linkNodeWide(snapshot, row);
  else linkScoped(snapshot, row);
}

export function unlinkAssignment(snapshot: Snapshot, row: Assignment): void {
  noteCarving(snapshot, row, (carved) => carved.delete(row.number));
  if (row.entity === 0) unlinkDefault(snapshot, row);
  else if (row.scope.length === 0) unlinkNodeWide(snapshot, row);
  else unlinkScoped(snapshot, row);
}

/** Any own assignment may be carved, or be what others are carved out of. */
function noteCarving(snapshot: Snapshot, row: Assignment, note: (carved: Set<number>) => unknown): void {
  if (row.entity === 0) return;
  const customer = snapshot.customer(row.customer);
  note(customer.carved);
  customer.forgetCarving();
}

/** R7: all defaults of the type at both levels; the environment's is replaced where the customer has the natural key. */
export function governingDefaults(
  snapshot: Snapshot,
  customer: CustomerState,
  type: number,
): readonly GoverningDefault[] {
  const environment = snapshot.environment(customer.row.environment);
  if (environment.defaults.size === 0 && customer.defaults.size === 0) return NO_DEFAULTS;
  return customer.governingDefaults(type, environment.defaultsVersion, () => {
    const own = customer.defaults.get(type) ?? [];
    const keys = new Set(own.map((number) => snapshot.assignments.key.get(number)));
    const general = environment.defaults.get(type) ?? [];
    return [
      ...own.map((number) => asGoverning(snapshot, customer, { number, isReplaced: false })),
      ...general.map((number) => {
        const isReplaced = keys.has(snapshot.assignments.key.get(number));
        return asGoverning(snapshot, customer, { number, isReplaced });
      }),
    ];
  });
}

const NO_DEFAULTS: readonly GoverningDefault[] = Object.freeze([]);

function asGoverning(
  snapshot: Snapshot,
  customer: CustomerState,
  standing: { readonly number: number; readonly isReplaced: boolean },
): GoverningDefault {
  const { assignments } = snapshot;
  const { number, isReplaced } = standing;
  return {
    assignment: number,
    key: assignments.key.get(number),
    capability: assignments.capability.get(number),
    scope: assignments.scope.get(number),
    calendar: governingCalendar(snapshot, customer, number),
    isReplaced,
  };
}

/** R14: a default without zone or anchor follows its customer's as they are now. */
export function governingCalendar(snapshot: Snapshot, customer: CustomerState, number: number): number {
  const { assignments } = snapshot;
  const follows = assignments.follows(number);
  if (!follows.anchor && !follows.zone) return assignments.calendar.get(number);
  const rule = assignments.rule(number);
  return assignments.calendarNumber({
    cadence: rule.cadence,
    anchor: follows.anchor ? customer.row.anchor : rule.anchor,
    timeZone: follows.zone ? (customer.row.timeZone ?? "UTC") : rule.timeZone,
  });
}

/** R10: lifetime first, then by cadence text. */
export function compareCadence(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}

function linkNodeWide(snapshot: Snapshot, row: Assignment): void {
  const { assignments, entities } = snapshot;
  let previous = 0;
  let next = entities.firstAssignment.get(row.entity);
  while (next !== 0 && compareCadence(assignments.rule(next).cadence, row.cadence) < 0) {
    previous = next;
    next = assignments.next.get(next);
  }
  assignments.next.set(row.number, next);
  if (previous === 0) entities.firstAssignment.set(row.entity, row.number);
  else assignments.next.set(previous, row.number);
}

function unlinkNodeWide(snapshot: Snapshot, row: Assignment): void {
  const { assignments, entities } = snapshot;
  const after = assignments.next.get(row.number);
  let at = entities.firstAssignment.get(row.entity);
  if (at === row.number) {
    entities.firstAssignment.set(row.entity, after);
    return;
  }
  while (at !== 0 && assignments.next.get(at) !== row.number) at = assignments.next.get(at);
  if (at !== 0) assignments.next.set(at, after);
}

function linkScoped(snapshot: Snapshot, row: Assignment): void {
  const customer = snapshot.customer(row.customer);
  const first = Math.min(...row.scope);
  const byScope = customer.scoped.get(row.entity) ?? new Map<number, number[]>();
  customer.scoped.set(row.entity, byScope);
  const standing = byScope.get(first) ?? [];
  standing.push(row.number);
  byScope.set(first, standing);
  snapshot.entities.markScoped(row.entity);
  snapshot.entities.markNamedByScope(first);
}

function unlinkScoped(snapshot: Snapshot, row: Assignment): void {
  const byScope = snapshot.customer(row.customer).scoped.get(row.entity);
  const first = Math.min(...row.scope);
  const left = (byScope?.get(first) ?? []).filter((number) => number !== row.number);
  if (left.length > 0) byScope?.set(first, left);
  else byScope?.delete(first);
}

function defaultsOf(snapshot: Snapshot, row: Assignment): Map<number, number[]> {
  if (row.customer !== 0) return snapshot.customer(row.customer).defaults;
  return snapshot.environment(row.environment).defaults;
}

function forgetMerged(snapshot: Snapshot, row: Assignment): void {
  if (row.customer !== 0) snapshot.customer(row.customer).forgetDefaults();
  else snapshot.environment(row.environment).defaultsVersion += 1;
}

function linkDefault(snapshot: Snapshot, row: Assignment): void {
  const defaults = defaultsOf(snapshot, row);
  defaults.set(row.type, [...(defaults.get(row.type) ?? []), row.number]);
  forgetMerged(snapshot, row);
}

function unlinkDefault(snapshot: Snapshot, row: Assignment): void {
  const defaults = defaultsOf(snapshot, row);
  defaults.set(
    row.type,
    (defaults.get(row.type) ?? []).filter((number) => number !== row.number),
  );
  forgetMerged(snapshot, row);
}
