// Carved figures: uncarved and excess beside the counter records, for the few budgets that something is carved out of (R34).
import { assert, type CounterAmounts } from "@purser/core";

export type CarvedFigure = Pick<CounterAmounts, "uncarved" | "excess">;

const NOTHING: CarvedFigure = Object.freeze({ uncarved: 0, excess: 0 });

/** By slot, which of an own assignment is its number (CounterSlots); always those of the slot's usage period. */
export class CarvedFigures {
  readonly #bySlot = new Map<number, CarvedFigure>();

  at(slot: number): CarvedFigure {
    return this.#bySlot.get(slot) ?? NOTHING;
  }

  put(slot: number, { uncarved, excess }: CarvedFigure): void {
    if (uncarved === 0 && excess === 0) {
      if (this.#bySlot.size > 0) this.#bySlot.delete(slot);
      return;
    }
    // R33: nothing is carved out of a default, whose other entities have slots that don't go by its number.
    assert(slot > 0, "what something is carved out of is an own assignment");
    this.#bySlot.set(slot, { uncarved, excess });
  }

  drop(slot: number): void {
    this.#bySlot.delete(slot);
  }
}
