// The ceiling judge: at every ledger prefix, no granted step raised a budget's load above its ceiling (P2, R26).
import type { Assignment, CatalogChange, Customer, Entity, LedgerEntry } from "@purser/core";
import { periodAt, ZONES } from "./period-facts.ts";
import { promise } from "./violation.ts";

const HOUR = 3_600_000;
/** The earliest instant there is: when a lifetime begins. */
const TIME_MIN = -8.64e15;

/** A budget in one usage period, by plain search through the rows as they stand. */
interface Budget {
  readonly row: Assignment;
  readonly entity: number;
  readonly ceiling: number;
  readonly start: number;
  readonly end: number;
}

export class CeilingJudge {
  readonly #entries: LedgerEntry[] = [];
  readonly #assignments = new Map<number, Assignment>();
  readonly #entities = new Map<number, Entity>();
  readonly #customers = new Map<number, Customer>();

  note(change: CatalogChange): void {
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

  #judge(entry: LedgerEntry, step: readonly LedgerEntry[]): void {
    for (const budget of this.#governing(entry)) {
      const growth = loadOf(step, budget);
      const load = loadOf(this.#entries, budget) + growth;
      const { row, entity, ceiling } = budget;
      promise(growth <= 0 || load <= ceiling, () => {
        const name = `asg_${row.number.toString(36)} at ${this.#entities.get(entity)?.id}`;
        return `entry ${entry.sequence}, a ${entry.kind}, raises the load of ${name} to ${load}, its ceiling is ${ceiling}`;
      });
    }
  }

  *#governing(entry: LedgerEntry): Iterable<Budget> {
    const { customer, capability, resolved, timestamp } = entry;
    for (const row of this.#assignments.values()) {
      const ceiling = ceilingOf(row);
      if (ceiling === null || row.capability !== capability || !this.#isAwake(row, resolved)) continue;
      const { start, end } = this.#periodOf(row, customer, timestamp);
      if (Math.max(start, TIME_MIN) < row.completeFrom) continue;
      for (const entity of resolved) {
        if (this.#governs(row, customer, entity)) yield { row, entity, ceiling, start, end };
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

function ceilingOf({ enforcement, usageLimit, overageLimit }: Assignment): number | null {
  if (usageLimit === null || enforcement === "shadow") return null;
  if (enforcement === "hard") return usageLimit;
  return overageLimit === null ? null : usageLimit + overageLimit;
}

const isAlike = (one: Assignment, other: Assignment): boolean =>
  one !== other &&
  one.capability === other.capability &&
  one.cadence === other.cadence &&
  String(one.scope) === String(other.scope);

function loadOf(entries: readonly LedgerEntry[], { row, entity, start, end }: Budget): number {
  let load = 0;
  for (const entry of entries) {
    if (entry.capability !== row.capability || !entry.resolved.includes(entity)) continue;
    if (entry.timestamp < start || entry.timestamp >= end) continue;
    if (row.countFrom === "now" && (entry.countedAs || entry.sequence) <= row.countAfter) continue;
    if (row.scope.every((member) => entry.resolved.includes(member))) load += entry.use + entry.hold;
  }
  return load;
}
