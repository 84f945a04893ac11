// The ceiling judge: at every ledger prefix, no granted step raised a budget's load above its ceiling (P2, R26).
import type { Assignment, CatalogChange, Customer, Entity, LedgerEntry } from "@purser/core";
import { CarveOuts, countedOf, isAlike, type Stretch } from "./carve-outs.ts";
import { periodAt, ZONES } from "./period-facts.ts";
import { Raises } from "./raises.ts";
import { promise } from "./violation.ts";

const HOUR = 3_600_000;
/** The earliest instant there is: when a lifetime begins. */
const TIME_MIN = -8.64e15;

/** By plain search through the rows as they stand. */
interface Budget extends Stretch {
  readonly ceiling: number;
}

export class CeilingJudge {
  readonly #entries: LedgerEntry[] = [];
  readonly #assignments = new Map<number, Assignment>();
  readonly #entities = new Map<number, Entity>();
  readonly #customers = new Map<number, Customer>();
  readonly #raises = new Raises();
  readonly #carveOuts = new CarveOuts({ assignments: this.#assignments, entities: this.#entities });

  note(change: CatalogChange): void {
    this.#carveOuts.forget();
    this.#raises.note(change);
    if (change.kind === "customer" && change.after !== null) this.#customers.set(change.after.number, change.after);
    if (change.kind === "entity" && change.after !== null) this.#entities.set(change.after.number, change.after);
    if (change.kind !== "assignment") return;
    if (change.after !== null) this.#assignments.set(change.after.number, change.after);
    else if (change.before !== null) this.#assignments.delete(change.before.number);
  }

  /** Entries that are one step, such as the two sides of a split; `isJudged`: only once for each write. */
  step(entries: readonly LedgerEntry[], isJudged: boolean): void {
    if (isJudged) for (const entry of entries) if (isGrant(entry)) this.#judge(entry, entries);
    this.#entries.push(...entries);
  }

  /** What nodes of the running period show of carving, in units; null for a budget out of which nothing can be carved. */
  allocation(assignment: number, now: number): { readonly allocated: number; readonly unallocated: number } | null {
    const row = this.#assignments.get(assignment);
    if (row === undefined || row.entity === 0 || row.usageLimit === null || row.enforcement !== "hard") return null;
    const stretch = { row, entity: row.entity, ...this.#periodOf(row, row.customer, now) };
    const load = this.#carveOuts.loadOf(this.#entries, stretch, false);
    return {
      allocated: this.#carveOuts.needOf(this.#entries, stretch),
      unallocated: Math.max(0, row.usageLimit - load),
    };
  }

  #judge(entry: LedgerEntry, step: readonly LedgerEntry[]): void {
    for (const budget of this.#governing(entry)) {
      const { row, entity, ceiling, end } = budget;
      // What is over sets nothing aside; what goes on is asked only where the entry came through none of its carve-outs.
      const isOver = end <= entry.recordedAt;
      if (!isOver && this.#carveOuts.isThrough(entry, row)) continue;
      const growth = this.#growthOf(step, budget, isOver);
      if (growth <= 0) continue;
      const load = this.#carveOuts.loadOf(this.#entries, budget, isOver) + growth;
      promise(load <= ceiling, () => {
        const name = `asg_${row.number.toString(36)} at ${this.#entities.get(entity)?.id}`;
        return `entry ${entry.sequence}, a ${entry.kind}, raises the load of ${name} to ${load}, its ceiling is ${ceiling}`;
      });
    }
  }

  #growthOf(step: readonly LedgerEntry[], budget: Budget, isOver: boolean): number {
    const carveOuts = this.#carveOuts;
    if (isOver || carveOuts.of(budget.row).length === 0) return countedOf(step, budget);
    const before = carveOuts.loadOf(this.#entries, budget, isOver);
    return carveOuts.loadOf([...this.#entries, ...step], budget, isOver) - before;
  }

  *#governing(entry: LedgerEntry): Iterable<Budget> {
    const { customer, capability, resolved, timestamp, recordedAt } = entry;
    for (const row of this.#assignments.values()) {
      if (row.capability !== capability || !this.#isAwake(row, resolved)) continue;
      const { start, end } = this.#periodOf(row, customer, timestamp);
      if (Math.max(start, TIME_MIN) < row.completeFrom) continue;
      for (const entity of resolved) {
        // Of a usage period that is not the running one its last or first instant counts, whichever is nearer.
        const at = Math.max(start, Math.min(recordedAt, end - 1));
        const ceiling = ceilingOf(row, this.#raises.limitOf(row, entity, at));
        if (ceiling !== null && this.#governs(row, customer, entity)) yield { row, entity, ceiling, start, end };
      }
    }
  }

  #isAwake(row: Assignment, resolved: readonly number[]): boolean {
    const isActive = (member: number): boolean => this.#entities.get(member)?.archivedAt === null;
    return row.scope.every((member) => resolved.includes(member) && isActive(member));
  }

  /** R7: a default gives way to an own assignment of the same key, and to its customer's default. */
  #governs(row: Assignment, customer: number, number: number): boolean {
    const entity = this.#entities.get(number);
    if (entity === undefined || entity.archivedAt !== null) return false;
    if (row.entity !== 0) return row.entity === number;
    if (row.type !== entity.type || (row.customer !== 0 && row.customer !== customer)) return false;
    for (const other of this.#assignments.values()) {
      if (!isAlike(row, other)) continue;
      if (other.entity === number) return false;
      if (row.customer === 0 && other.entity === 0 && other.customer === customer && other.type === row.type)
        return false;
    }
    return true;
  }

  #periodOf(row: Assignment, customer: number, instant: number): { readonly start: number; readonly end: number } {
    if (row.cadence === null) return { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };
    const zone = row.timeZone ?? this.#customers.get(customer)?.timeZone ?? "UTC";
    return periodAt(row.cadence, instant, (ZONES[zone] ?? 0) * HOUR);
  }
}

/** Steps that may be denied; what is already held or used is never refused (R22, R27). */
const isGrant = ({ kind, hold }: LedgerEntry): boolean =>
  kind === "consume" || kind === "hold" || ((kind === "extend" || kind === "split") && hold > 0);

function ceilingOf({ enforcement, overageLimit }: Assignment, usageLimit: number | null): number | null {
  if (usageLimit === null || enforcement === "shadow") return null;
  if (enforcement === "hard") return usageLimit;
  return overageLimit === null ? null : usageLimit + overageLimit;
}
