// Carving: which budgets are carved out of which at one customer, as its hierarchy and assignments are (R33, R34).
import type { Assignment } from "./assignment.ts";
import type { Exception } from "./exception.ts";
import { isSamePhase } from "./phase.ts";

/** What is carved out of one budget. */
export interface CarvedChildren {
  readonly assignments: readonly number[];
  readonly entities: ReadonlySet<number>;
  /** Σ of their usage limits, exceptions left aside. */
  readonly limits: number;
}

export interface Carving {
  /** Carved assignment → the assignment whose budget it is carved out of. */
  readonly parentOf: ReadonlyMap<number, number>;
  readonly childrenOf: ReadonlyMap<number, CarvedChildren>;
  /** Budget → its carved children that have exceptions, or stand above one that has. */
  readonly raisedOf: ReadonlyMap<number, readonly number[]>;
  /** Active carved assignments that no budget stands above. */
  readonly orphans: readonly Assignment[];
}

/** What carving is read from: the catalog as it is, or as it will be. */
export interface CarvingView {
  /** Own carved assignments, dormant ones too. */
  carved(): Iterable<Assignment>;
  /** The own assignment of that natural key, or null. */
  standing(key: Pick<Assignment, "entity" | "capability" | "scope" | "cadence">): Assignment | null;
  /** Number of the parent, 0 for a root. */
  parentOf(entity: number): number;
  isArchived(entity: number): boolean;
  /** Those that are not revoked, on the natural key of the assignment, whenever they are in force. */
  exceptionsOf(row: Assignment): readonly Exception[];
}

export const NO_CARVING: Carving = Object.freeze({
  parentOf: new Map(),
  childrenOf: new Map(),
  raisedOf: new Map(),
  orphans: [],
});

export function carvingOf(view: CarvingView): Carving {
  const parentOf = new Map<number, number>();
  const children = new Map<number, Assignment[]>();
  const orphans: Assignment[] = [];
  for (const row of view.carved()) {
    if (!isActive(view, row)) continue;
    const parent = parentBudget(view, row);
    if (parent === null) {
      orphans.push(row);
      continue;
    }
    parentOf.set(row.number, parent.number);
    const siblings = children.get(parent.number);
    if (siblings === undefined) children.set(parent.number, [row]);
    else siblings.push(row);
  }
  const childrenOf = new Map([...children].map(([parent, rows]) => [parent, childrenFrom(rows)]));
  return { parentOf, orphans, childrenOf, raisedOf: raisedOf(view, parentOf, [...children.values()].flat()) };
}

/** Every budget between an exception and the top has to look at the child that the exception reaches it through. */
function raisedOf(
  view: CarvingView,
  parentOf: ReadonlyMap<number, number>,
  rows: readonly Assignment[],
): Map<number, number[]> {
  const raised = new Map<number, number[]>();
  for (const row of rows) {
    if (view.exceptionsOf(row).length === 0) continue;
    let child = row.number;
    for (let above = parentOf.get(child); above !== undefined; above = parentOf.get(child)) {
      const known = raised.get(above) ?? [];
      if (known.includes(child)) break;
      raised.set(above, [...known, child]);
      child = above;
    }
  }
  return raised;
}

const childrenFrom = (rows: readonly Assignment[]): CarvedChildren => ({
  assignments: rows.map(({ number }) => number),
  entities: new Set(rows.map(({ entity }) => entity)),
  limits: rows.reduce((sum, { usageLimit }) => sum + (usageLimit ?? 0), 0),
});

/** Neither its entity nor one of its scope is archived. */
export const isActive = (view: CarvingView, { entity, scope }: Assignment): boolean =>
  !view.isArchived(entity) && scope.every((member) => !view.isArchived(member));

/** R33: that of the nearest ancestor with an own hard limit of the same capability, scope and cadence, in the same phase. */
export function parentBudget(view: CarvingView, row: Assignment): Assignment | null {
  for (let at = view.parentOf(row.entity); at !== 0; at = view.parentOf(at)) {
    const above = view.standing({ ...row, entity: at });
    if (above === null || above.enforcement !== "hard" || above.usageLimit === null) continue;
    if (isActive(view, above) && isSamePhase(phaseOf(above), phaseOf(row))) return above;
  }
  return null;
}

/** Own assignments have their zone stamped (R14). */
const phaseOf = ({ cadence, anchor, timeZone }: Assignment) => ({ cadence, anchor, timeZone: timeZone ?? "UTC" });
