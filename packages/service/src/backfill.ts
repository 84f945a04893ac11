// A backfill: the figures that new or re-keyed budgets have since their running period began, folded from the ledger (R13).
import {
  AHEAD_MAX_MS,
  type Assignment,
  assert,
  type Calendar,
  type CatalogChange,
  isThrough,
  type LedgerEntry,
  NO_AMOUNTS,
  type Snapshot,
  TIME_MIN,
} from "@purser/core";
import { type FoundTargets, findTargets, signatureOf, type Target } from "./backfill-target.ts";
import type { CarvingPlan } from "./carving-plan.ts";
import type { Engine } from "./engine.ts";
import type { CounterFigure } from "./ports.ts";

/** What entries sum up to; what budgets carved out of others need in excess is known when all are counted. */
interface Sum {
  readonly used: number;
  readonly held: number;
  readonly uncarved: number;
}

/** Entity → start of the period → sum. */
type Sums = Map<number, Map<number, Sum>>;

interface Counting {
  readonly start: number;
  readonly use: number;
  readonly hold: number;
  /** It came through nothing that is carved out of the budget, and something is. */
  readonly isUncarved: boolean;
}

export class Backfill {
  readonly #signature: string;
  readonly dropped: readonly number[];
  readonly #engine: Engine;
  readonly #targets: readonly Target[];
  readonly #byCapability = new Map<number, number[]>();
  readonly #sums: Sums[];
  /** Of each target: the calendar by which each customer's entries were read. */
  readonly #calendars: Map<number, Calendar>[];
  #read = -1;

  constructor(engine: Engine, found: FoundTargets) {
    this.#engine = engine;
    this.#targets = found.targets;
    this.dropped = found.dropped;
    this.#signature = JSON.stringify(
      found.targets.map(({ row, customer, children }) => [signatureOf(row), customer, [...(children?.entities ?? [])]]),
    );
    this.#sums = found.targets.map(() => new Map());
    this.#calendars = found.targets.map(() => new Map());
    for (const [index, { row, after }] of found.targets.entries()) {
      if (after === Number.POSITIVE_INFINITY) continue;
      const indexes = this.#byCapability.get(row.capability) ?? [];
      indexes.push(index);
      this.#byCapability.set(row.capability, indexes);
    }
  }

  static of(
    engine: Engine,
    write: { readonly changes: readonly CatalogChange[]; readonly carving: CarvingPlan },
    now: number,
  ): Backfill {
    return new Backfill(engine, findTargets(engine, write, now));
  }

  /** Whether what was read for this plan serves the next: the same budgets in the same periods, none of them older. */
  serves(next: Backfill): boolean {
    if (this.#signature !== next.#signature) return false;
    return this.#targets.every(({ after, completeFrom, calendarBefore }, index) => {
      const target = next.#targets[index];
      if (target === undefined || target.after !== after || target.completeFrom < completeFrom) return false;
      if (target.calendarBefore !== calendarBefore) return false;
      const read = [...(this.#calendars[index] ?? [])];
      return read.every(([customer, calendar]) => target.calendarOf(customer) === calendar);
    });
  }

  /** Assignments whose counters hold nothing but what is counted here. */
  get fresh(): ReadonlySet<number> {
    return new Set(this.#targets.filter(({ isRecount }) => !isRecount).map(({ row }) => row.number));
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
      const { row, completeFrom } = current.#targets[index] ?? { row: null, completeFrom: 0 };
      const assignment = row?.number ?? 0;
      for (const [entity, periods] of sums) {
        for (const [periodStart, sum] of periods) {
          if (Math.max(periodStart, TIME_MIN) < completeFrom) continue;
          figures.push({ assignment, entity, periodStart, ...sum, excess: 0 });
        }
      }
    }
    return figures;
  }

  /** Live counters that stand in periods which their budgets no longer have. */
  *moved(): Iterable<{ readonly assignment: number; readonly entity: number }> {
    for (const [index, { row, calendarBefore }] of this.#targets.entries()) {
      if (calendarBefore === null) continue;
      for (const entity of this.#sums[index]?.keys() ?? []) yield { assignment: row.number, entity };
    }
  }

  /** The changes with the instant from which each counted assignment's periods are exact. */
  withCompleteness(changes: readonly CatalogChange[]): CatalogChange[] {
    const counted = this.#targets.filter(({ isRecount }) => !isRecount);
    const byNumber = new Map(counted.map((target) => [target.row.number, target]));
    return changes.map((change) => {
      if (change.kind !== "assignment" || change.after === null) return change;
      const target = byNumber.get(change.after.number);
      return target === undefined
        ? change
        : { ...change, after: { ...change.after, completeFrom: target.completeFrom } };
    });
  }

  /** One scan for the whole request: from the earliest entry that any of its budgets may count. */
  async #start(): Promise<number> {
    let after = Number.POSITIVE_INFINITY;
    for (const target of this.#targets) {
      if (target.after === Number.POSITIVE_INFINITY) continue;
      const { completeFrom } = target;
      const isWhole = completeFrom <= TIME_MIN;
      const before = isWhole ? 0 : await this.#engine.ledger.sequenceBefore(completeFrom - AHEAD_MAX_MS);
      after = Math.min(after, Math.max(before, target.after));
    }
    return after;
  }

  #customer(): number {
    const customers = new Set(this.#targets.map(({ customer }) => customer));
    const [only] = customers;
    return customers.size === 1 && only !== undefined ? only : 0;
  }

  #fold(entry: LedgerEntry): void {
    for (const index of this.#byCapability.get(entry.capability) ?? []) {
      const target = this.#targets[index];
      if (target === undefined || (target.customer !== 0 && target.customer !== entry.customer)) continue;
      const entities = entitiesCounted(this.#engine.snapshot, target.row, entry);
      if (entities.length === 0) continue;
      const { children, calendarBefore } = target;
      const isUncarved = children !== undefined && !isThrough(children, entry.resolved);
      const { start } = this.#calendarOf(index, entry.customer).periodAt(entry.timestamp);
      this.#add(index, entities, { start, use: entry.use, hold: entry.hold, isUncarved });
      if (calendarBefore !== null) {
        const { start } = calendarBefore.periodAt(entry.timestamp);
        this.#add(index, entities, { start, use: 0, hold: 0, isUncarved: false });
      }
    }
  }

  #calendarOf(index: number, customer: number): Calendar {
    const standing = this.#calendars[index]?.get(customer);
    if (standing !== undefined) return standing;
    const target = this.#targets[index];
    assert(target !== undefined, "a calendar is asked for one of the targets");
    const calendar = target.calendarOf(customer);
    this.#calendars[index]?.set(customer, calendar);
    return calendar;
  }

  #add(index: number, entities: readonly number[], { start, use, hold, isUncarved }: Counting): void {
    const sums = this.#sums[index];
    if (sums === undefined || Math.max(start, TIME_MIN) < (this.#targets[index]?.completeFrom ?? 0)) return;
    for (const entity of entities) {
      const periods = sums.get(entity) ?? new Map<number, Sum>();
      const { used, held, uncarved } = periods.get(start) ?? NO_AMOUNTS;
      const sum = { used: used + use, held: held + hold, uncarved: uncarved + (isUncarved ? use + hold : 0) };
      sums.set(entity, periods.set(start, sum));
    }
  }
}

/** The entities of the entry's kept set at which the assignment counts it. */
function entitiesCounted(snapshot: Snapshot, row: Assignment, entry: LedgerEntry): readonly number[] {
  if (row.customer !== 0 && row.customer !== entry.customer) return [];
  if (row.customer === 0 && snapshot.customer(entry.customer).row.environment !== row.environment) return [];
  if (row.countFrom === "now" && (entry.countedAs || entry.sequence) <= row.countAfter) return [];
  for (const member of row.scope) if (!entry.resolved.includes(member)) return [];
  if (row.entity !== 0) return entry.resolved.includes(row.entity) ? [row.entity] : [];
  return entry.resolved.filter((entity) => snapshot.entities.type.get(entity) === row.type);
}
