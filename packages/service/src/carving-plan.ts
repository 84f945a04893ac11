// A carving plan: what a catalog write makes of what is carved out of what, which budgets that recounts, and which it refuses (R33–R35).
import {
  type Assignment,
  type CarvedChildren,
  type Carving,
  type CatalogChange,
  CustomerState,
  carvingOf,
  type Fault,
  fault,
  isActive,
  isFault,
  lowestFirst,
  type Snapshot,
  SnapshotView,
} from "@purser/core";
import { CarvingReview, type Counting, phraseOf } from "./carving-review.ts";
import type { Engine } from "./engine.ts";
import type { CounterFigure } from "./ports.ts";

/** A budget whose children, or their limits, or its own limit the write may change. */
export interface ConcernedBudget {
  readonly row: Assignment;
  /** As it stands before the write, where something could be carved out of it then. */
  readonly before: Assignment | null;
  readonly childrenBefore: CarvedChildren | undefined;
  /** Undefined where nothing is carved out of it any more. */
  readonly children: CarvedChildren | undefined;
}

export interface CustomerPlan {
  readonly customer: CustomerState;
  readonly view: SnapshotView;
  readonly carving: Carving;
  /** As the catalog stands. */
  readonly standing: Carving;
  /** Each after all that is carved out of it. */
  readonly concerned: readonly ConcernedBudget[];
}

export class CarvingPlan {
  readonly #engine: Engine;
  readonly #plans: readonly CustomerPlan[];

  constructor(engine: Engine, changes: readonly CatalogChange[]) {
    this.#engine = engine;
    this.#plans = concernedCustomers(engine, changes).map((customer) => planFor(engine, customer, changes));
  }

  /** What is carved out of the assignment's budget afterwards. */
  childrenOf(row: Assignment): CarvedChildren | undefined {
    return this.#planOf(row)?.carving.childrenOf.get(row.number);
  }

  /** Budgets that other budgets are carved out of than before: what came through none of them is counted anew. */
  *recounted(): Iterable<{ readonly row: Assignment; readonly children: CarvedChildren }> {
    for (const { concerned } of this.#plans) {
      for (const { row, children, childrenBefore } of concerned) {
        if (children !== undefined && !isSame(children, childrenBefore)) yield { row, children };
      }
    }
  }

  /** NoParentBudget, before anything is counted. */
  orphanFault(): Fault | null {
    for (const { carving } of this.#plans) {
      const [orphan] = carving.orphans;
      if (orphan !== undefined) return noParentBudget(this.#engine, orphan);
    }
    return null;
  }

  /** The figures that the write makes others than they stand, or why it can't be (AllocationConflict). */
  async review(counting: Omit<Counting, "recounted">): Promise<readonly CounterFigure[] | Fault> {
    const recounted = new Set([...this.recounted()].map(({ row }) => row.number));
    const figures: CounterFigure[] = [];
    for (const plan of this.#plans) {
      const reviewed = await new CarvingReview(this.#engine, plan, { ...counting, recounted }).run();
      if (isFault(reviewed)) return reviewed;
      figures.push(...reviewed);
    }
    return figures;
  }

  #planOf(row: Assignment): CustomerPlan | undefined {
    return this.#plans.find(({ customer }) => customer.row.number === row.customer);
  }
}

/** Customers with something carved, now or afterwards, whose entities, own assignments or exceptions change. */
function concernedCustomers({ snapshot }: Engine, changes: readonly CatalogChange[]): CustomerState[] {
  const numbers = new Set<number>();
  const made = new Map<number, CustomerState>();
  for (const { kind, before, after } of changes) {
    if (kind === "customer" && before === null && after !== null) {
      made.set(after.number, new CustomerState(after, snapshot.entities));
    }
    if (kind !== "assignment" && kind !== "entity" && kind !== "exception") continue;
    const number = (after ?? before)?.customer ?? 0;
    const isCarved = kind === "assignment" && after?.allocation === "carved";
    if (isCarved || (snapshot.customers[number]?.carved.size ?? 0) > 0) numbers.add(number);
  }
  return [...numbers].flatMap((number) => snapshot.customers[number] ?? made.get(number) ?? []);
}

function planFor({ snapshot }: Engine, customer: CustomerState, changes: readonly CatalogChange[]): CustomerPlan {
  const view = new SnapshotView(snapshot, customer, changes);
  const carving = carvingOf(view);
  const standing = snapshot.carving(customer);
  const numbers = new Set([...touched({ carving, standing }, changes), ...excepted(view, changes)]);
  const concerned = lowestFirst(carving, numbers).flatMap((number) => {
    const row = view.row(number);
    const [children, childrenBefore] = [carving.childrenOf.get(number), standing.childrenOf.get(number)];
    if (row === null || (children === undefined && childrenBefore === undefined)) return [];
    return {
      row,
      before: standingBefore(snapshot, customer, number),
      children,
      childrenBefore,
    };
  });
  return { customer, view, carving, standing, concerned };
}

/** A budget that slept was none. */
function standingBefore(snapshot: Snapshot, customer: CustomerState, number: number): Assignment | null {
  if (!snapshot.assignments.has(number)) return null;
  const row = snapshot.assignment(number);
  return isActive(new SnapshotView(snapshot, customer), row) ? row : null;
}

/** Own assignments that change, and those that are, or were, carved out of another than before; with what they were carved out of. */
function touched(
  { carving, standing }: { readonly carving: Carving; readonly standing: Carving },
  changes: readonly CatalogChange[],
): Set<number> {
  const numbers = new Set<number>();
  for (const { kind, before, after } of changes) {
    if (kind === "assignment") numbers.add((after ?? before)?.number ?? 0);
  }
  for (const number of [...carving.parentOf.keys(), ...standing.parentOf.keys()]) {
    if (carving.parentOf.get(number) !== standing.parentOf.get(number)) numbers.add(number);
  }
  for (const number of [...numbers]) numbers.add(standing.parentOf.get(number) ?? number);
  return numbers;
}

/** Carved assignments whose exceptions change, with what they are carved out of. */
function* excepted(view: SnapshotView, changes: readonly CatalogChange[]): Iterable<number> {
  for (const change of changes) {
    if (change.kind !== "exception" || change.after === null) continue;
    const row = view.standing(change.after);
    if (row?.allocation === "carved") yield row.number;
  }
}

const isSame = ({ entities }: CarvedChildren, before: CarvedChildren | undefined): boolean =>
  before !== undefined &&
  entities.size === before.entities.size &&
  [...entities].every((entity) => before.entities.has(entity));

function noParentBudget(engine: Engine, row: Assignment): Fault {
  const detail = `${phraseOf(engine, row)} is carved, and no entity above has an own hard limit of the same capability, scope, cadence and phase. Set one there first, or send allocation "shared".`;
  return fault("NoParentBudget", detail);
}
