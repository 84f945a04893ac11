// Figures ahead: counters of usage periods that have not begun, from events up to five minutes early (R16); few at any time.
import type { CounterFigure, CounterKey } from "@purser/service";

/** By entity: an entity has few budgets, and of each at most a few periods ahead, so a row of them is searched through. */
export class FiguresAhead {
  readonly #byEntity = new Map<number, CounterFigure[]>();
  #soonest = Number.POSITIVE_INFINITY;
  size = 0;

  find(key: CounterKey): CounterFigure | undefined {
    for (const figure of this.#byEntity.get(key.entity) ?? []) if (isOf(figure, key)) return figure;
    return undefined;
  }

  put(figure: CounterFigure): void {
    const standing = this.#byEntity.get(figure.entity);
    this.#soonest = Math.min(this.#soonest, figure.periodStart);
    if (standing === undefined) {
      this.#byEntity.set(figure.entity, [figure]);
      this.size += 1;
      return;
    }
    const index = standing.findIndex((other) => isOf(other, figure));
    if (index >= 0) {
      standing[index] = figure;
      return;
    }
    standing.push(figure);
    this.size += 1;
  }

  /** Takes out the figures whose periods have begun, earliest period first. */
  takeBegun(now: number): readonly CounterFigure[] {
    if (now < this.#soonest) return [];
    const begun = this.#take((figure) => figure.periodStart <= now);
    return begun.sort((a, b) => a.periodStart - b.periodStart);
  }

  drop(assignment: number, entity?: number): void {
    this.#take((figure) => figure.assignment === assignment && (entity === undefined || figure.entity === entity));
  }

  *all(): Iterable<CounterFigure> {
    for (const standing of this.#byEntity.values()) yield* standing;
  }

  #take(isTaken: (figure: CounterFigure) => boolean): CounterFigure[] {
    const taken: CounterFigure[] = [];
    this.#soonest = Number.POSITIVE_INFINITY;
    for (const [entity, standing] of this.#byEntity) {
      const left = standing.filter((figure) => !isTaken(figure));
      if (left.length < standing.length) taken.push(...standing.filter(isTaken));
      if (left.length === 0) this.#byEntity.delete(entity);
      else this.#byEntity.set(entity, left);
      for (const { periodStart } of left) this.#soonest = Math.min(this.#soonest, periodStart);
    }
    this.size -= taken.length;
    return taken;
  }
}

const isOf = (figure: CounterFigure, key: CounterKey): boolean =>
  figure.assignment === key.assignment && figure.periodStart === key.periodStart && figure.entity === key.entity;
