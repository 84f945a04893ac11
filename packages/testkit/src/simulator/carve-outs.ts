// Carve-outs: what is carved out of which budget and what weighs on it, from rows and entries by plain search (R33, R34).
import type { Assignment, Entity, LedgerEntry } from "@purser/core";

/** Rows as they stand after the last change. */
export interface StandingRows {
  readonly assignments: ReadonlyMap<number, Assignment>;
  readonly entities: ReadonlyMap<number, Entity>;
}

/** A budget in one usage period. */
export interface Stretch {
  readonly row: Assignment;
  readonly entity: number;
  readonly start: number;
  readonly end: number;
}

export class CarveOuts {
  readonly #rows: StandingRows;
  #children: Map<number, Assignment[]> | null = null;

  constructor(rows: StandingRows) {
    this.#rows = rows;
  }

  /** To be told when a row has changed. */
  forget(): void {
    this.#children = null;
  }

  of(row: Assignment): readonly Assignment[] {
    this.#children ??= this.#read();
    return this.#children.get(row.number) ?? [];
  }

  /** The entry came through something that is carved out of the budget: it was decided there. */
  isThrough({ resolved }: LedgerEntry, row: Assignment): boolean {
    return this.of(row).some(({ entity }) => resolved.includes(entity));
  }

  /** `isOver`: of a usage period that has ended nothing is set aside. */
  loadOf(entries: readonly LedgerEntry[], budget: Stretch, isOver: boolean): number {
    const children = isOver ? [] : this.of(budget.row);
    if (children.length === 0) return countedOf(entries, budget);
    const uncarved = entries.filter((entry) => !this.isThrough(entry, budget.row));
    return countedOf(uncarved, budget) + this.needOf(entries, budget);
  }

  /** Of all that is carved out of the budget. */
  needOf(entries: readonly LedgerEntry[], { row, start, end }: Stretch): number {
    let need = 0;
    for (const child of this.of(row)) {
      const load = this.loadOf(entries, { row: child, entity: child.entity, start, end }, false);
      need += Math.max(child.usageLimit ?? 0, load);
    }
    return need;
  }

  #read(): Map<number, Assignment[]> {
    const children = new Map<number, Assignment[]>();
    for (const row of this.#rows.assignments.values()) {
      if (row.allocation !== "carved" || !this.#isAwake(row)) continue;
      const parent = this.#parentOf(row);
      if (parent !== null) children.set(parent.number, [...(children.get(parent.number) ?? []), row]);
    }
    return children;
  }

  #parentOf(row: Assignment): Assignment | null {
    const { entities, assignments } = this.#rows;
    for (let at = entities.get(row.entity)?.parent ?? 0; at !== 0; at = entities.get(at)?.parent ?? 0) {
      for (const other of assignments.values()) {
        const isLimit = other.entity === at && other.enforcement === "hard" && other.usageLimit !== null;
        if (isLimit && isAlike(row, other) && isInPhase(row, other) && this.#isAwake(other)) return other;
      }
    }
    return null;
  }

  #isAwake({ entity, scope }: Assignment): boolean {
    return [entity, ...scope].every((member) => this.#rows.entities.get(member)?.archivedAt === null);
  }
}

/** Of one capability, cadence and scope. */
export const isAlike = (one: Assignment, other: Assignment): boolean =>
  one !== other &&
  one.capability === other.capability &&
  one.cadence === other.cadence &&
  String(one.scope) === String(other.scope);

/** Nothing of the run has an anchor of its own. */
const isInPhase = (one: Assignment, other: Assignment): boolean =>
  one.cadence === null || one.timeZone === other.timeZone;

export function countedOf(entries: readonly LedgerEntry[], { row, entity, start, end }: Stretch): number {
  let load = 0;
  for (const entry of entries) {
    if (entry.capability !== row.capability || !entry.resolved.includes(entity)) continue;
    if (entry.timestamp < start || entry.timestamp >= end) continue;
    if (row.countFrom === "now" && (entry.countedAs || entry.sequence) <= row.countAfter) continue;
    if (row.scope.every((member) => entry.resolved.includes(member))) load += entry.use + entry.hold;
  }
  return load;
}
