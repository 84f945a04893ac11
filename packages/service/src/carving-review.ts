// A carving review: what a catalog write makes of budgets that others are carved out of, and whether they bear it (R34, R35).
import {
  AHEAD_MAX_MS,
  type Assignment,
  type CarvedSide,
  type Carving,
  type CounterAmounts,
  excessOf,
  type Fault,
  fault,
  formatAmount,
  limitsAt,
  NO_AMOUNTS,
  risesOf,
  SnapshotView,
  weightOf,
} from "@purser/core";
import { calendarFor } from "./backfill-target.ts";
import type { ConcernedBudget, CustomerPlan } from "./carving-plan.ts";
import { type Engine, nowFor } from "./engine.ts";
import { counterText } from "./moved-counters.ts";
import type { CounterFigure, CounterKey } from "./ports.ts";

export interface Counting {
  /** What the backfill of the write has counted. */
  readonly figures: readonly CounterFigure[];
  /** Assignments whose counters hold nothing but `figures`. */
  readonly fresh: ReadonlySet<number>;
  /** Assignments whose `uncarved` is in `figures`, 0 where no figure is. */
  readonly recounted: ReadonlySet<number>;
}

/** Amounts by counterText. */
type Amounts = Map<string, CounterAmounts>;

export class CarvingReview {
  readonly #engine: Engine;
  readonly #plan: CustomerPlan;
  readonly #counting: Counting;
  readonly #now: number;
  /** As the ledger has them. */
  readonly #standing: Amounts = new Map();
  /** As the write leaves them. */
  readonly #after: Amounts = new Map();

  constructor(engine: Engine, plan: CustomerPlan, counting: Counting) {
    this.#engine = engine;
    this.#plan = plan;
    this.#counting = counting;
    this.#now = nowFor(engine, plan.customer);
  }

  async run(): Promise<readonly CounterFigure[] | Fault> {
    await this.#load();
    const figures: CounterFigure[] = [];
    for (const budget of this.#plan.concerned) {
      for (const periodStart of this.#startsOf(budget.row)) {
        const figure = this.#recompute(budget, periodStart);
        if (figure !== null) figures.push(figure);
      }
      const refused = this.#judge(budget);
      if (refused !== null) return refused;
    }
    return figures;
  }

  /** The ledger's figures, not the live ones: those don't keep the period before. */
  async #load(): Promise<void> {
    const keys = new Map<string, CounterKey>();
    for (const { row, children } of this.#plan.concerned) {
      const { carving, standing } = this.#plan;
      const raised = new Set([...raisedBelow(carving, row.number), ...raisedBelow(standing, row.number)]);
      for (const number of [row.number, ...(children?.assignments ?? []), ...raised]) {
        for (const periodStart of this.#startsOf(row)) {
          const key = this.#keyOf(this.#rowOf(number), periodStart);
          keys.set(counterText(key), key);
        }
      }
    }
    const found = await this.#engine.ledger.counters([...keys.values()]);
    for (const figure of found) this.#standing.set(counterText(figure), figure);
    const counted = new Map(this.#counting.figures.map((figure) => [counterText(figure), figure]));
    for (const [text, key] of keys) this.#after.set(text, this.#countedAt(text, key.assignment, counted.get(text)));
  }

  #countedAt(text: string, assignment: number, counted: CounterAmounts = NO_AMOUNTS): CounterAmounts {
    const { fresh, recounted } = this.#counting;
    if (fresh.has(assignment)) return counted;
    const standing = this.#standing.get(text) ?? NO_AMOUNTS;
    return recounted.has(assignment) ? { ...standing, uncarved: counted.uncarved } : standing;
  }

  /** The running usage period, and those that clocks may still or already write to. */
  #startsOf(row: Assignment): ReadonlySet<number> {
    const calendar = calendarFor(this.#engine.snapshot, row, this.#plan.customer.row);
    const instants = [this.#now - AHEAD_MAX_MS, this.#now, this.#now + AHEAD_MAX_MS];
    return new Set(instants.map((instant) => calendar.periodAt(instant).start));
  }

  #rowOf(assignment: number): Assignment {
    return this.#plan.view.row(assignment) ?? this.#engine.snapshot.assignment(assignment);
  }

  #keyOf({ number, entity }: Assignment, periodStart: number): CounterKey {
    return { assignment: number, entity, periodStart };
  }

  /** What is carved out of a budget in excess; null where its figures stay as they are. */
  #recompute({ row, children }: ConcernedBudget, periodStart: number): CounterFigure | null {
    const key = this.#keyOf(row, periodStart);
    const { used, held, uncarved } = this.#after.get(counterText(key)) ?? NO_AMOUNTS;
    const after: CounterAmounts =
      children === undefined
        ? { used, held, uncarved: 0, excess: 0 }
        : { used, held, uncarved, excess: excessOf(this.#afterAt(periodStart), children) };
    this.#after.set(counterText(key), after);
    return this.#isAsWritten(key, after) ? null : { ...key, ...after };
  }

  /** What the backfill has counted is written in place of what stands, and knows no excess. */
  #isAsWritten(key: CounterKey, after: CounterAmounts): boolean {
    const { fresh, recounted } = this.#counting;
    const standing = fresh.has(key.assignment) ? NO_AMOUNTS : (this.#standing.get(counterText(key)) ?? NO_AMOUNTS);
    return isSame(after, standing) && (!recounted.has(key.assignment) || isSame(after, NO_AMOUNTS));
  }

  /** The customer as the write leaves it. */
  #afterAt(periodStart: number): CarvedSide {
    const { view, carving } = this.#plan;
    const row = (assignment: number) => this.#rowOf(assignment);
    return {
      carving,
      amounts: (number) => this.#after.get(counterText(this.#keyOf(row(number), periodStart))) ?? NO_AMOUNTS,
      usageLimit: (number) => row(number).usageLimit ?? Number.NaN,
      exceptionsOf: (number) => view.exceptionsOf(row(number)),
    };
  }

  /** The customer as it stands. */
  #beforeAt(periodStart: number): CarvedSide {
    const { snapshot } = this.#engine;
    const { customer, standing } = this.#plan;
    const view = new SnapshotView(snapshot, customer);
    const row = (assignment: number) => snapshot.assignment(assignment);
    return {
      carving: standing,
      amounts: (number) => this.#standing.get(counterText(this.#keyOf(row(number), periodStart))) ?? NO_AMOUNTS,
      usageLimit: (number) => row(number).usageLimit ?? Number.NaN,
      exceptionsOf: (number) => view.exceptionsOf(row(number)),
    };
  }

  #judge({ row, before, children }: ConcernedBudget): Fault | null {
    if (children === undefined) return null;
    const calendar = calendarFor(this.#engine.snapshot, row, this.#plan.customer.row);
    const { start, end } = calendar.periodAt(this.#now);
    const after = this.#afterAt(start);
    const limit = row.usageLimit ?? 0;
    // A budget of another key was another budget, and what was no hard limit had nothing carved out of it.
    const isSameBudget = before !== null && before.enforcement === "hard" && !this.#counting.fresh.has(row.number);
    const limitBefore = isSameBudget ? (before.usageLimit ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
    const standing = this.#beforeAt(start);
    const isWorse = (weigh: (side: CarvedSide) => number): boolean =>
      weigh(after) - limit > Math.max(0, Number.isFinite(limitBefore) ? weigh(standing) - limitBefore : 0);
    for (const at of risesOf(after, row.number, this.#now)) {
      if (isWorse((side) => limitsAt(side, row.number, at)))
        return this.#limitsFault(row, limitsAt(after, row.number, at));
    }
    const rest = { from: this.#now, before: end };
    return isWorse((side) => weightOf(side, row.number, rest))
      ? this.#loadFault(row, weightOf(after, row.number, rest), after)
      : null;
  }

  #limitsFault(row: Assignment, limits: number): Fault {
    const amount = this.#amountText(row);
    const detail = `${phraseOf(this.#engine, row)} has a limit of ${amount(row.usageLimit ?? 0)}, and the limits carved out of it would come to ${amount(limits)}. Carve out less, or raise that limit first.`;
    return fault("AllocationConflict", detail);
  }

  #loadFault(row: Assignment, weight: number, after: CarvedSide): Fault {
    const amount = this.#amountText(row);
    const { uncarved } = after.amounts(row.number);
    const past = uncarved === 0 ? "" : `${amount(uncarved)} used or held past what is carved out of it and `;
    const detail = `${phraseOf(this.#engine, row)} has a limit of ${amount(row.usageLimit ?? 0)}, and in the running usage period ${past}${amount(weight - uncarved)} set aside would come to ${amount(weight)}. Carve out less, or raise that limit first.`;
    return fault("AllocationConflict", detail);
  }

  #amountText({ capability }: Assignment): (units: number) => string {
    const { scale } = this.#engine.snapshot.capability(capability);
    return (units) => formatAmount(units, scale);
  }
}

/** At any depth. */
function* raisedBelow(carving: Carving, assignment: number): Iterable<number> {
  for (const child of carving.raisedOf.get(assignment) ?? []) {
    yield child;
    yield* raisedBelow(carving, child);
  }
}

const isSame = (a: CounterAmounts, b: CounterAmounts): boolean =>
  a.used === b.used && a.held === b.held && a.uncarved === b.uncarved && a.excess === b.excess;

/** The budget as problems name it. */
export function phraseOf({ snapshot }: Engine, { entity, capability, cadence }: Assignment): string {
  const { id } = snapshot.capability(capability);
  return `The ${id} budget of "${snapshot.entities.ids[entity]}" (${cadence ?? "lifetime"})`;
}
