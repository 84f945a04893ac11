// Entity runs: the numbers of one customer's entities, ascending, kept as stretches without a gap.
import { assert } from "./assert.ts";

/**
 * Numbers are given in turn to all customers, so one customer's lie in a few long stretches where it was set up in one
 * go (nothing to an entity), and alone where newcomers of many customers come mixed (16 bytes to an entity, 24 while it
 * grows). Plain lists, because most customers have one stretch and a typed array costs more than that.
 */
export class EntityRuns {
  size = 0;
  readonly #firsts: number[] = [];
  /** How many entities stand in the runs before. */
  readonly #before: number[] = [];
  /** The run that was looked at last: who asks for a parent asks for its sisters' next. */
  #lately = 0;

  /** The number is greater than all before it. */
  add(number: number): void {
    if (this.#firsts.length === 0 || number !== this.last + 1) {
      assert(number > this.last, "entity numbers are given in ascending order");
      this.#firsts.push(number);
      this.#before.push(this.size);
    }
    this.size += 1;
  }

  /** Takes back the newest number. */
  takeBack(number: number): void {
    assert(number === this.last, "entities are taken back newest first");
    this.size -= 1;
    if (this.size !== this.#before.at(-1)) return;
    this.#firsts.pop();
    this.#before.pop();
    this.#lately = 0;
  }

  /** 0 when there is none. */
  get last(): number {
    const run = this.#firsts.length - 1;
    return run < 0 ? 0 : this.#lastOf(run);
  }

  /** The entity at that place in ascending order, from 0; 0 behind the last. */
  at(index: number): number {
    if (index >= this.size) return 0;
    let run = this.#lately;
    if (index < (this.#before[run] ?? 0) || index >= this.#end(run)) {
      run = rankOf(this.#before, index);
      this.#lately = run;
    }
    return (this.#firsts[run] ?? 0) + index - (this.#before[run] ?? 0);
  }

  /** The place of an entity of the customer in ascending order. */
  indexOf(number: number): number {
    let run = this.#lately;
    if (number < (this.#firsts[run] ?? 0) || number > this.#lastOf(run)) {
      run = rankOf(this.#firsts, number);
      this.#lately = run;
    }
    return number - (this.#firsts[run] ?? 0) + (this.#before[run] ?? 0);
  }

  /** The place behind the run. */
  #end(run: number): number {
    return this.#before[run + 1] ?? this.size;
  }

  #lastOf(run: number): number {
    return (this.#firsts[run] ?? 0) + this.#end(run) - (this.#before[run] ?? 0) - 1;
  }
}

/** The index of the greatest value that is not above the one sought; values ascend. */
function rankOf(values: readonly number[], sought: number): number {
  let low = 0;
  let high = values.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) <= sought) low = middle;
    else high = middle;
  }
  return low;
}
