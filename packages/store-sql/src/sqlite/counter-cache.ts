// The counter cache: figures of counters that recent commits have met, so that a move reads and writes no page of its table.

export interface CachedCounter {
  readonly assignment: number;
  readonly entity: number;
  /** As in its column: LIFETIME_START for none. */
  readonly start: number;
  used: number;
  held: number;
  /** What the transaction under way makes of it; equal to the above when it doesn't move it. */
  nextUsed: number;
  nextHeld: number;
  isStaged: boolean;
  /** Its row says something older. */
  isDirty: boolean;
  /** Another usage period of the same pair. */
  readonly other: CachedCounter | null;
}

export interface CounterRow {
  readonly assignment: number;
  readonly entity: number;
  readonly start: number;
  readonly used: number;
  readonly held: number;
}

export class CounterCache {
  readonly #byAssignment = new Map<number, Map<number, CachedCounter>>();
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
      nextUsed: row.used,
      nextHeld: row.held,
      isStaged: false,
      isDirty: false,
      other: byEntity.get(row.entity) ?? null,
    };
    byEntity.set(row.entity, counter);
    this.size += 1;
    return counter;
  }

  clear(): void {
    this.#byAssignment.clear();
    this.size = 0;
  }
}
