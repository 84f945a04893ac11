// A carving review: what a catalog write makes of the figures of budgets that others are carved out of, and whether they bear it (R34, R35).
import {
  AHEAD_MAX_MS,
  type Assignment,
  type CarvedChildren,
  type CounterAmounts,
  excessOf,
  type Fault,
  fault,
  formatAmount,
  loadOf,
  NO_AMOUNTS,
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
      for (const number of [row.number, ...(children?.assignments ?? [])]) {
        for (const periodStart of this.#startsOf(row)) {
          const key = { assignment: number, entity: this.#rowOf(number).entity, periodStart };
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
        : { used, held, uncarved, excess: excessOf(this.#figuresAt(periodStart), children) };
    this.#after.set(counterText(key), after);
    return this.#isAsWritten(key, after) ? null : { ...key, ...after };
  }

  /** What the backfill has counted is written in place of what stands, and knows no excess. */
  #isAsWritten(key: CounterKey, after: CounterAmounts): boolean {
    const { fresh, recounted } = this.#counting;
    const standing = fresh.has(key.assignment) ? NO_AMOUNTS : (this.#standing.get(counterText(key)) ?? NO_AMOUNTS);
    return isSame(after, standing) && (!recounted.has(key.assignment) || isSame(after, NO_AMOUNTS));
  }

  #figuresAt(periodStart: number) {
    return {
      carving: this.#plan.carving,
      amounts: (assignment: number) =>
        this.#after.get(counterText(this.#keyOf(this.#rowOf(assignment), periodStart))) ?? NO_AMOUNTS,
      usageLimit: (assignment: number) => this.#rowOf(assignment).usageLimit ?? Number.NaN,
    };
  }

  #judge(budget: ConcernedBudget): Fault | null {
    const { row, children } = budget;
    if (children === undefined) return null;
    const limit = row.usageLimit ?? 0;
    const calendar = calendarFor(this.#engine.snapshot, row, this.#plan.customer.row);
    const text = counterText(this.#keyOf(row, calendar.periodAt(this.#now).start));
    const after = this.#after.get(text) ?? NO_AMOUNTS;
    const [limitsOver, loadOver] = this.#overBefore(budget, text);
    if (children.limits - limit > limitsOver) return this.#limitsFault(row, children);
    return loadOf(children, after) - limit > loadOver ? this.#loadFault(row, children, after) : null;
  }

  /** By how much limits and load were beyond the limit already; a budget of another key was another budget. */
  #overBefore({ row, before, childrenBefore }: ConcernedBudget, text: string): readonly [limits: number, load: number] {
    if (before === null || before.usageLimit === null || before.enforcement !== "hard") return [0, 0];
    if (this.#counting.fresh.has(row.number)) return [0, 0];
    const load = loadOf(childrenBefore, this.#standing.get(text) ?? NO_AMOUNTS);
    const limits = childrenBefore?.limits ?? 0;
    return [Math.max(0, limits - before.usageLimit), Math.max(0, load - before.usageLimit)];
  }

  #limitsFault(row: Assignment, { limits }: CarvedChildren): Fault {
    const amount = this.#amountText(row);
    const detail = `${phraseOf(this.#engine, row)} has a limit of ${amount(row.usageLimit ?? 0)}, and the limits carved out of it would come to ${amount(limits)}. Carve out less, or raise that limit first.`;
    return fault("AllocationConflict", detail);
  }

  #loadFault(row: Assignment, { limits }: CarvedChildren, { uncarved, excess }: CounterAmounts): Fault {
    const amount = this.#amountText(row);
    const parts = [
      `${amount(limits)} carved out of it`,
      ...(uncarved === 0 ? [] : [`${amount(uncarved)} used or held past that`]),
      ...(excess === 0 ? [] : [`${amount(excess)} that carved limits were exceeded by`]),
    ];
    const detail = `${phraseOf(this.#engine, row)} has a limit of ${amount(row.usageLimit ?? 0)}, and in the running usage period ${parts.join(", ")} would come to ${amount(limits + uncarved + excess)}. Carve out less, or raise that limit first.`;
    return fault("AllocationConflict", detail);
  }

  #amountText({ capability }: Assignment): (units: number) => string {
    const { scale } = this.#engine.snapshot.capability(capability);
    return (units) => formatAmount(units, scale);
  }
}

const isSame = (a: CounterAmounts, b: CounterAmounts): boolean =>
  a.used === b.used && a.held === b.held && a.uncarved === b.uncarved && a.excess === b.excess;

/** The budget as problems name it. */
export function phraseOf({ snapshot }: Engine, { entity, capability, cadence }: Assignment): string {
  const { id } = snapshot.capability(capability);
  return `The ${id} budget of "${snapshot.entities.ids[entity]}" (${cadence ?? "lifetime"})`;
}
