// Live counters of the embedded shape: the running period's figures of every touched budget, dense, read without allocating.
import { assert, type CarvedNode, type ChainNode } from "@purser/core";
import type { CounterFigure, Counters } from "@purser/service";
import { CarvedFigures } from "./carved-figures.ts";
import { CounterSlots } from "./counter-slots.ts";
import { FiguresAhead } from "./figures-ahead.ts";

/**
 * A slot holds the newest usage period that had begun when it was last settled. A node of any other period reads 0, so
 * that a new period is empty at once (R15), unless usage was counted ahead of it. Figures of periods older than the
 * slot's are not kept: the service reads those from the ledger.
 */
export class LiveCounters implements Counters {
  readonly #slots = new CounterSlots();
  /** Of the figures in slots. */
  readonly #carved = new CarvedFigures();
  readonly #ahead = new FiguresAhead();

  read(nodes: Iterable<ChainNode>): void {
    const slots = this.#slots;
    for (const node of nodes) {
      if (node.assignment === 0) continue;
      const slot = slots.find(node.assignment, node.entity);
      if (slot !== 0 && slots.periodStart(slot) === node.period?.start) {
        node.used = slots.used(slot);
        node.held = slots.held(slot);
      } else if (this.#ahead.size === 0) {
        node.used = 0;
        node.held = 0;
      } else {
        this.#readAhead(node);
      }
      if (node.carved !== null) this.#readCarved(node, node.carved);
    }
  }

  settle(figures: readonly CounterFigure[], now: number): void {
    for (const figure of this.#ahead.takeBegun(now)) this.#settle(figure, now);
    for (const figure of figures) this.#settle(figure, now);
  }

  drop(assignment: number, entity?: number): void {
    if (entity === undefined) {
      this.#slots.drop(assignment);
      this.#carved.drop(assignment);
    } else {
      this.#empty(assignment, entity);
    }
    if (this.#ahead.size > 0) this.#ahead.drop(assignment, entity);
  }

  *all(): Iterable<CounterFigure> {
    const slots = this.#slots;
    for (const { slot, assignment, entity } of slots.pairs()) {
      yield {
        assignment,
        entity,
        periodStart: slots.periodStart(slot),
        used: slots.used(slot),
        held: slots.held(slot),
        ...this.#carved.at(slot),
      };
    }
    yield* this.#ahead.all();
  }

  /** Figures kept: one to a touched budget, and those ahead. */
  get size(): number {
    return this.#slots.size + this.#ahead.size;
  }

  /** Leaves the slot in place, older than any period that is settled next. */
  #empty(assignment: number, entity: number): void {
    const slot = this.#slots.find(assignment, entity);
    if (slot === 0) return;
    this.#slots.setFigures(slot, { periodStart: Number.NEGATIVE_INFINITY, used: 0, held: 0 });
    this.#carved.drop(slot);
  }

  #readCarved({ assignment, entity, period }: ChainNode, carved: CarvedNode): void {
    const periodStart = period?.start ?? 0;
    const slot = this.#slots.find(assignment, entity);
    const isInSlot = slot !== 0 && this.#slots.periodStart(slot) === periodStart;
    const figure = isInSlot ? this.#carved.at(slot) : this.#ahead.find({ assignment, entity, periodStart });
    carved.uncarved = figure?.uncarved ?? 0;
    carved.excess = figure?.excess ?? 0;
    for (const child of carved.raised) this.read([child.node]);
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
    const slots = this.#slots;
    const known = slots.find(assignment, entity);
    const isNewer = known === 0 || periodStart > slots.periodStart(known);
    if (isNewer && periodStart > now) this.#ahead.put({ ...figure });
    else if (isNewer) this.#put(known === 0 ? slots.add(assignment, entity) : known, figure);
    else if (periodStart === slots.periodStart(known)) this.#put(known, figure);
  }

  #put(slot: number, figure: CounterFigure): void {
    this.#slots.setFigures(slot, figure);
    this.#carved.put(slot, figure);
  }
}
