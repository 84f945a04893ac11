// The counter cache: figures of counters that recent commits have met, so that a move reads and writes no page of their table.

/** Uncarved and excess of a counter that has any; never changed in place. */
export interface CarvedAmounts {
  readonly uncarved: number;
  readonly excess: number;
}

export const carvedAmounts = (uncarved: number, excess: number): CarvedAmounts | null =>
  uncarved === 0 && excess === 0 ? null : { uncarved, excess };

export interface CachedCounter {
  readonly assignment: number;
  readonly entity: number;
  /** As in its column: LIFETIME_START for none. */
  readonly start: number;
  used: number;
  held: number;
  /** Null: both are 0, as nearly everywhere. */
  carved: CarvedAmounts | null;
  /** What the transaction under way makes of it; the same where it doesn't move it. */
  nextUsed: number;
  nextHeld: number;
  nextCarved: CarvedAmounts | null;
  isStaged: boolean;
  /** Noted in the stretch that gathers now. */
  isNoted: boolean;
  /** In how many stretches it is noted that are not folded yet; 0: its row says the same. */
  stretches: number;
  /** It was dropped after it was noted: no fold may write it any more. */
  isGone: boolean;
  /** Another usage period of the same pair. */
  other: CachedCounter | null;
}

export interface CounterRow {
  readonly assignment: number;
  readonly entity: number;
  readonly start: number;
  readonly used: number;
  readonly held: number;
  readonly carved: CarvedAmounts | null;
}

/** The counters of one assignment by entity. */
export type CountersOfAssignment = Map<number, CachedCounter>;

export class CounterCache {
  readonly #byAssignment = new Map<number, CountersOfAssignment>();
  size = 0;

  find(assignment: number, entity: number, start: number): CachedCounter | null {
    let counter = this.#byAssignment.get(assignment)?.get(entity) ?? null;
    while (counter !== null && counter.start !== start) counter = counter.other;
    return counter;
  }

  /** Takes in a counter that is not there yet. */
  add(row: CounterRow): CachedCounter {
    let byEntity = this.#byAssignment.get(row.assignment);
    if (byEntity === undefined) {
      byEntity = new Map();
      this.#byAssignment.set(row.assignment, byEntity);
    }
    const counter: CachedCounter = {
      assignment: row.assignment,
      entity: row.entity,
      start: row.start,
      used: row.used,
      held: row.held,
      carved: row.carved,
      nextUsed: row.used,
      nextHeld: row.held,
      nextCarved: row.carved,
      isStaged: false,
      isNoted: false,
      stretches: 0,
      isGone: false,
      other: byEntity.get(row.entity) ?? null,
    };
    byEntity.set(row.entity, counter);
    this.size += 1;
    return counter;
  }

  /** Forgets a counter whose row says the same. */
  evict(counter: CachedCounter): void {
    const byEntity = this.#byAssignment.get(counter.assignment);
    const newest = byEntity?.get(counter.entity);
    if (byEntity === undefined || newest === undefined) return;
    if (newest === counter) {
      if (counter.other === null) byEntity.delete(counter.entity);
      else byEntity.set(counter.entity, counter.other);
    } else {
      let before: CachedCounter | null = newest;
      while (before !== null && before.other !== counter) before = before.other;
      if (before === null) return;
      before.other = counter.other;
    }
    this.size -= 1;
    if (byEntity.size === 0) this.#byAssignment.delete(counter.assignment);
  }

  /** Takes out all counters of the assignment. */
  remove(assignment: number): CountersOfAssignment {
    const removed = this.#byAssignment.get(assignment) ?? new Map();
    this.#byAssignment.delete(assignment);
    this.size -= countOf(removed);
    return removed;
  }

  /** Puts back what was taken out, in place of whatever came in meanwhile. */
  restore(assignment: number, removed: CountersOfAssignment): void {
    this.remove(assignment);
    if (removed.size > 0) this.#byAssignment.set(assignment, removed);
    this.size += countOf(removed);
  }
}

const countOf = (counters: CountersOfAssignment): number => [...everyCounter(counters)].length;

/** Every counter of the assignment, of all usage periods. */
export function* everyCounter(counters: CountersOfAssignment): Iterable<CachedCounter> {
  for (const newest of counters.values()) {
    for (let counter: CachedCounter | null = newest; counter !== null; counter = counter.other) yield counter;
  }
}
