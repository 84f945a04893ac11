// Live counters of the embedded shape: the running period's figures of every touched budget, dense, read without allocating.
import { assert, type ChainNode } from "@purser/core";
import type { CounterFigure, Counters } from "@purser/service";
import { CounterSlots } from "./counter-slots.ts";
import { FiguresAhead } from "./figures-ahead.ts";

/**
 * A slot holds the newest usage period that had begun when it was last settled. A node of any other period reads 0, so
 * that a new period is empty at once (R15), unless usage was counted ahead of it. Figures of periods older than the
 * slot's are not kept: the service reads those from the ledger.
 */
export class LiveCounters implements Counters {
  readonly #slots = new CounterSlots();
  readonly #ahead = new FiguresAhead();

  read(nodes: Iterable<ChainNode>): void {
    const { records } = this.#slots;
    for (const node of nodes) {
      if (node.assignment === 0) continue;
      const slot = this.#slots.find(node.assignment, node.entity);
      if (slot !== 0 && records.periodStart(slot) === node.period?.start) {
        node.used = records.used(slot);
        node.held = records.held(slot);
      } else if (this.#ahead.size === 0) {
        node.used = 0;
        node.held = 0;
      } else {
        this.#readAhead(node);
      }
    }
  }

  settle(figures: readonly CounterFigure[], now: number): void {
    for (const figure of this.#ahead.takeBegun(now)) this.#settle(figure, now);
    for (const figure of figures) this.#settle(figure, now);
  }

  drop(assignment: number, entity?: number): void {
    if (entity === undefined) this.#slots.drop(assignment);
    else this.#empty(assignment, entity);
    if (this.#ahead.size > 0) this.#ahead.drop(assignment, entity);
  }

  *all(): Iterable<CounterFigure> {
    for (let slot = 1; slot <= this.#slots.last; slot += 1) if (this.#slots.isTaken(slot)) yield this.#figure(slot);
    yield* this.#ahead.all();
  }

  /** Figures kept: one to a touched budget, and those ahead. */
  get size(): number {
    return this.#slots.size + this.#ahead.size;
  }

  /** Leaves the slot in place, older than any period that is settled next. */
  #empty(assignment: number, entity: number): void {
    const slot = this.#slots.find(assignment, entity);
    if (slot !== 0) this.#slots.records.setFigures(slot, { periodStart: Number.NEGATIVE_INFINITY, used: 0, held: 0 });
  }

  #readAhead(node: ChainNode): void {
    const { assignment, entity, period } = node;
    assert(period !== null, "a governed node has a usage period");
    const figure = this.#ahead.find({ assignment, entity, periodStart: period.start });
    node.used = figure?.used ?? 0;
    node.held = figure?.held ?? 0;
  }

  #settle(figure: CounterFigure, now: number): void {
    const { assignment, entity, periodStart } = figure;
    const { records } = this.#slots;
    const known = this.#slots.find(assignment, entity);
    const isNewer = known === 0 || periodStart > records.periodStart(known);
    if (isNewer && periodStart > now) this.#ahead.put({ ...figure });
    else if (isNewer) records.setFigures(known === 0 ? this.#slots.add(assignment, entity) : known, figure);
    else if (periodStart === records.periodStart(known)) records.setFigures(known, figure);
  }

  #figure(slot: number): CounterFigure {
    const { records } = this.#slots;
    return {
      assignment: records.assignment(slot),
      entity: records.entity(slot),
      periodStart: records.periodStart(slot),
      used: records.used(slot),
      held: records.held(slot),
    };
  }
}
