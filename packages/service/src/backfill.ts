// A backfill: the figures that new or re-keyed budgets have in their running period, folded from the ledger (R13).
import {
  type Assignment,
  type Calendar,
  type CatalogChange,
  type LedgerEntry,
  type Snapshot,
  TIME_MIN,
} from "@purser/core";
import type { Engine } from "./engine.ts";
import type { CounterFigure } from "./ports.ts";

/** One assignment to be counted: at one entity, or (a default) at every entity of its type. */
interface Target {
  readonly row: Assignment;
  /** First ledger sequence that can matter is the one after this; +Infinity when no entry can. */
  readonly after: number;
  calendarOf(customer: number): Calendar;
}

type Sums = Map<number, Map<number, number>>;

export class Backfill {
  /** Equal signatures: the same budgets, so that what was read for one plan serves the next. */
  readonly signature: string;
  readonly dropped: readonly number[];
  readonly #engine: Engine;
  readonly #targets: readonly Target[];
  readonly #byCapability = new Map<number, number[]>();
  readonly #sums: Sums[];
  readonly #now: number;
  #read = -1;

  constructor(engine: Engine, found: { targets: readonly Target[]; dropped: readonly number[] }, now: number) {
    this.#engine = engine;
    this.#targets = found.targets;
    this.dropped = found.dropped;
    this.#now = now;
    this.signature = JSON.stringify(found.targets.map(({ row }) => signatureOf(row)));
    this.#sums = found.targets.map(() => new Map());
    for (const [index, { row, after }] of found.targets.entries()) {
      if (after === Number.POSITIVE_INFINITY) continue;
      const indexes = this.#byCapability.get(row.capability) ?? [];
      indexes.push(index);
      this.#byCapability.set(row.capability, indexes);
    }
  }

  static of(engine: Engine, changes: readonly CatalogChange[], now: number): Backfill {
    return new Backfill(engine, findTargets(engine, changes), now);
  }

  async entriesBehind(): Promise<number> {
    if (this.#byCapability.size === 0) return 0;
    if (this.#read < 0) this.#read = await this.#start();
    return this.#engine.queue.head - this.#read;
  }

  /** Reads from where it stands to the newest entry. */
  async catchUp(): Promise<void> {
    if (this.#byCapability.size === 0) return;
    if (this.#read < 0) this.#read = await this.#start();
    const until = this.#engine.queue.head;
    if (until <= this.#read) return;
    for await (const slice of this.#engine.ledger.scan({ customer: this.#customer(), after: this.#read, until })) {
      for (const entry of slice) this.#fold(entry);
    }
    this.#read = until;
  }

  /** The figures, under the numbers that `current` (an equal plan) has given to the assignments. */
  figuresFor(current: Backfill): CounterFigure[] {
    const figures: CounterFigure[] = [];
    for (const [index, sums] of this.#sums.entries()) {
      const assignment = current.#targets[index]?.row.number ?? 0;
      for (const [entity, periods] of sums) {
        for (const [periodStart, used] of periods) figures.push({ assignment, entity, periodStart, used, held: 0 });
      }
    }
    return figures;
  }

  /** The changes with the instant from which each counted assignment's periods are exact. */
  withCompleteness(changes: readonly CatalogChange[]): CatalogChange[] {
    const byNumber = new Map(this.#targets.map((target) => [target.row.number, target]));
    return changes.map((change) => {
      const target = change.kind === "assignment" && change.after !== null ? byNumber.get(change.after.number) : undefined;
      if (target === undefined || change.kind !== "assignment" || change.after === null) return change;
      return { ...change, after: { ...change.after, completeFrom: this.#completeFrom(target) } };
    });
  }

  #completeFrom(target: Target): number {
    if (target.after === Number.POSITIVE_INFINITY) return TIME_MIN;
    return Math.max(TIME_MIN, target.calendarOf(target.row.customer).periodAt(this.#now).start);
  }

  /** One scan for the whole request: from the earliest that any of its budgets needs. */
  async #start(): Promise<number> {
    let after = Number.POSITIVE_INFINITY;
    for (const target of this.#targets) {
      if (target.after === Number.POSITIVE_INFINITY) continue;
      const { start } = target.calendarOf(target.row.customer).periodAt(this.#now);
      const before = start === Number.NEGATIVE_INFINITY ? 0 : await this.#engine.ledger.sequenceBefore(start);
      after = Math.min(after, Math.max(before, target.after));
    }
    return after;
  }

  #customer(): number {
    const customers = new Set(this.#targets.map(({ row }) => row.customer));
    const [only] = customers;
    return customers.size === 1 && only !== undefined ? only : 0;
  }

  #fold(entry: LedgerEntry): void {
    for (const index of this.#byCapability.get(entry.capability) ?? []) {
      const target = this.#targets[index];
      const sums = this.#sums[index];
      if (target === undefined || sums === undefined) continue;
      const { start } = target.calendarOf(entry.customer).periodAt(entry.timestamp);
      if (start < target.calendarOf(entry.customer).periodAt(this.#now).start) continue;
      for (const entity of entitiesCounted(this.#engine.snapshot, target.row, entry)) {
        const periods = sums.get(entity) ?? new Map<number, number>();
        sums.set(entity, periods.set(start, (periods.get(start) ?? 0) + entry.use));
      }
    }
  }
}

/** The entities of the entry's kept set at which the assignment counts it. */
function entitiesCounted(snapshot: Snapshot, row: Assignment, entry: LedgerEntry): readonly number[] {
  if (row.customer !== 0 && row.customer !== entry.customer) return [];
  for (const member of row.scope) if (!entry.resolved.includes(member)) return [];
  if (row.entity !== 0) return entry.resolved.includes(row.entity) ? [row.entity] : [];
  return entry.resolved.filter((entity) => snapshot.entities.type.get(entity) === row.type);
}

function findTargets(engine: Engine, changes: readonly CatalogChange[]): { targets: Target[]; dropped: number[] } {
  const targets: Target[] = [];
  const dropped: number[] = [];
  for (const change of changes) {
    if (change.kind !== "assignment") continue;
    const { before, after } = change;
    const isRekeyed = before !== null && (after === null || signatureOf(before) !== signatureOf(after));
    if (isRekeyed) dropped.push(before.number);
    if (after !== null && (before === null || isRekeyed)) targets.push(targetOf(engine, after));
  }
  return { targets, dropped };
}

function targetOf(engine: Engine, row: Assignment): Target {
  const { snapshot } = engine;
  return { row, after: firstEntryBefore(snapshot, row), calendarOf: (customer) => calendarFor(snapshot, row, customer) };
}

/** The sequence after which the assignment's entries stand; +Infinity when nothing was recorded yet that it counts. */
function firstEntryBefore(snapshot: Snapshot, row: Assignment): number {
  if (row.countFrom === "now") return Number.POSITIVE_INFINITY;
  if (row.entity === 0) return 0;
  const first = row.entity > snapshot.entities.last ? 0 : snapshot.entities.firstEntry.get(row.entity);
  return first === 0 ? Number.POSITIVE_INFINITY : first - 1;
}

/** R14: a default that leaves zone or anchor out follows the customer's. */
function calendarFor(snapshot: Snapshot, row: Assignment, customer: number): Calendar {
  const standing = customer === 0 ? undefined : snapshot.customers[customer]?.row;
  const number = snapshot.assignments.calendarNumber({
    cadence: row.cadence,
    anchor: row.followsAnchor ? (standing?.anchor ?? null) : row.anchor,
    timeZone: row.timeZone ?? standing?.timeZone ?? "UTC",
  });
  return snapshot.assignments.calendarAt(number);
}

/** What decides which entries an assignment counts, and into which periods. */
const signatureOf = (row: Assignment): string =>
  JSON.stringify([row.customer, row.entity, row.type, row.capability, row.scope, row.cadence, row.anchor, row.timeZone, row.followsAnchor]);
