// Need: what budgets that are carved out of another ask of it, and what weighs on that one (R34).
import type { CarvedChildren, Carving } from "./carving.ts";
import type { ChainNode } from "./chain-node.ts";

/** What a counter holds of one budget in one usage period, in units. */
export interface CounterAmounts {
  readonly used: number;
  readonly held: number;
  /** Use and holds of entries that came through no carved child; 0 where nothing is carved out. */
  readonly uncarved: number;
  /** Σ of what carved children need beyond their usage limits. */
  readonly excess: number;
}

export const NO_AMOUNTS: CounterAmounts = Object.freeze({ used: 0, held: 0, uncarved: 0, excess: 0 });

/** Of a node as the counters have filled it. */
export const amountsOf = ({ used, held, carved }: ChainNode): CounterAmounts => ({
  used,
  held,
  uncarved: carved?.uncarved ?? 0,
  excess: carved?.excess ?? 0,
});

/** Used and held, or uncarved + Σ need where something is carved out. */
export function loadOf(children: CarvedChildren | undefined, amounts: CounterAmounts): number {
  return children === undefined ? amounts.used + amounts.held : amounts.uncarved + children.limits + amounts.excess;
}

export interface CarvingFigures {
  readonly carving: Carving;
  amounts(assignment: number): CounterAmounts;
  usageLimit(assignment: number): number;
}

/** Σ (need − limit) over the children, by their figures: a child needs its limit, or its load where that is more. */
export function excessOf(figures: CarvingFigures, children: CarvedChildren): number {
  let excess = 0;
  for (const child of children.assignments) {
    const load = loadOf(figures.carving.childrenOf.get(child), figures.amounts(child));
    excess += Math.max(0, load - figures.usageLimit(child));
  }
  return excess;
}

/** What one entry does to the budgets of a carving, besides use and hold. */
export interface CarvedStep {
  readonly assignment: number;
  uncarved: number;
  excess: number;
}

/**
 * `moved` says by how much use and holds of each budget change; `set` is the entry's kept set. Budgets above are reached
 * through the carving of today, though the entry was recorded when they stood elsewhere.
 */
export function carvedSteps(
  figures: CarvingFigures,
  moved: ReadonlyMap<number, number>,
  set: readonly number[],
): CarvedStep[] {
  const { carving } = figures;
  const steps = new Map<number, CarvedStep>();
  const stepOf = (assignment: number): CarvedStep => {
    const known = steps.get(assignment) ?? { assignment, uncarved: 0, excess: 0 };
    steps.set(assignment, known);
    return known;
  };
  for (const [assignment, change] of moved) {
    const children = carving.childrenOf.get(assignment);
    if (children !== undefined && !isThrough(children, set)) stepOf(assignment).uncarved += change;
  }
  for (const assignment of lowestFirst(carving, moved.keys())) {
    const above = carving.parentOf.get(assignment);
    if (above === undefined) continue;
    const children = carving.childrenOf.get(assignment);
    const step = steps.get(assignment);
    const change = children === undefined ? (moved.get(assignment) ?? 0) : (step?.uncarved ?? 0) + (step?.excess ?? 0);
    const limit = figures.usageLimit(assignment);
    const before = loadOf(children, figures.amounts(assignment));
    const excess = Math.max(0, before + change - limit) - Math.max(0, before - limit);
    if (excess !== 0) stepOf(above).excess += excess;
  }
  return [...steps.values()].filter(({ uncarved, excess }) => uncarved !== 0 || excess !== 0);
}

/** Whether an entry of that kept set came through one of the children. */
export function isThrough({ entities }: CarvedChildren, set: readonly number[]): boolean {
  for (const entity of set) if (entities.has(entity)) return true;
  return false;
}

/** The budgets and all that they are carved out of, each after everything that is carved out of it. */
export function lowestFirst(carving: Carving, assignments: Iterable<number>): number[] {
  const heights = new Map<number, number>();
  for (const assignment of assignments) {
    let height = 0;
    for (let at: number | undefined = assignment; at !== undefined; at = carving.parentOf.get(at)) {
      heights.set(at, Math.max(heights.get(at) ?? 0, height));
      height += 1;
    }
  }
  return [...heights].sort(([, a], [, b]) => a - b).map(([assignment]) => assignment);
}
