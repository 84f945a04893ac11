// The ledger fold: R13's sentence computed again from nothing but entries and rules; shares no code with the counters.
import {
  AHEAD_MAX_MS,
  type Calendar,
  type CarvedChildren,
  type CustomerState,
  type LedgerEntry,
  type Snapshot,
  TIME_MIN,
} from "@purser/core";

/** An assignment as the fold needs it, grouped by the entity or the type that it stands on. */
interface Rule {
  readonly number: number;
  readonly capability: number;
  readonly scope: readonly number[];
  readonly countAfter: number;
  readonly completeFrom: number;
  /** What is carved out of its budget now (R34). */
  readonly children: CarvedChildren | undefined;
  calendarOf(customer: number): Calendar;
}

export interface FoldedFigure {
  readonly assignment: number;
  readonly entity: number;
  readonly periodStart: number;
  used: number;
  held: number;
  /** Of usage periods that go on; what was carved when others ended, the ledger doesn't tell. */
  uncarved: number;
  excess: number;
}

export class LedgerFold {
  entries = 0;
  readonly figures = new Map<string, FoldedFigure>();
  readonly #snapshot: Snapshot;
  readonly #environment: number | null;
  readonly #byEntity = new Map<number, Rule[]>();
  readonly #byType = new Map<string, Rule[]>();

  /** `environment`: only its entries and budgets; null = all. */
  constructor(snapshot: Snapshot, environment: number | null) {
    this.#snapshot = snapshot;
    this.#environment = environment;
    for (let number = 1; number <= snapshot.assignments.last; number += 1) {
      if (this.concerns(number)) this.#addRule(number);
    }
  }

  /** Whether the assignment is there and of the environment. */
  concerns(assignment: number): boolean {
    if (!this.#snapshot.assignments.has(assignment)) return false;
    return this.#environment === null || this.#snapshot.assignment(assignment).environment === this.#environment;
  }

  add(entry: LedgerEntry): void {
    const { environment } = this.#snapshot.customer(entry.customer).row;
    if (this.#environment !== null && environment !== this.#environment) return;
    this.entries += 1;
    for (const entity of entry.resolved) {
      for (const rule of this.#rulesOn(entry.customer, entity)) this.#count(rule, entity, entry);
    }
  }

  /** What the counter should hold; zeros where no entry counts. */
  figure(key: { readonly assignment: number; readonly entity: number; readonly periodStart: number }): FoldedFigure {
    const known = this.figures.get(keyOf(key.assignment, key.entity, key.periodStart));
    return known ?? { ...key, used: 0, held: 0, uncarved: 0, excess: 0 };
  }

  /**
   * Called when all entries are in: what budgets need in excess that are carved out of others, in usage periods that go
   * on. `nowOf` is Purser's now at the customer.
   */
  weighCarved(nowOf: (customer: CustomerState) => number): void {
    const { assignments } = this.#snapshot;
    for (const customer of this.#snapshot.customers) {
      const environment = customer?.row.environment;
      if (customer === undefined || (this.#environment !== null && environment !== this.#environment)) continue;
      const { parentOf, childrenOf } = this.#snapshot.carving(customer);
      for (const top of childrenOf.keys()) {
        if (parentOf.has(top)) continue;
        const calendar = assignments.calendarAt(assignments.calendar.get(top));
        const instants = [nowOf(customer), nowOf(customer) + AHEAD_MAX_MS];
        const starts = new Set(instants.map((instant) => calendar.periodAt(instant).start));
        for (const start of starts) this.#weigh(childrenOf, top, start);
      }
    }
  }

  /** The load of the budget, once everything that is carved out of it is weighed. */
  #weigh(childrenOf: ReadonlyMap<number, CarvedChildren>, assignment: number, start: number): number {
    const key = { assignment, entity: this.#snapshot.assignments.entity.get(assignment), periodStart: start };
    const figure = this.figure(key);
    const children = childrenOf.get(assignment);
    if (children === undefined) return figure.used + figure.held;
    let need = 0;
    for (const child of children.assignments) {
      need += Math.max(this.#snapshot.assignments.usageLimit.get(child), this.#weigh(childrenOf, child, start));
    }
    figure.excess = need - children.limits;
    if (figure.excess > 0) this.figures.set(keyOf(assignment, key.entity, start), figure);
    return figure.uncarved + need;
  }

  #addRule(number: number): void {
    const row = this.#snapshot.assignment(number);
    const rule: Rule = {
      number,
      capability: row.capability,
      scope: row.scope,
      countAfter: row.countFrom === "now" ? row.countAfter : -1,
      completeFrom: row.completeFrom,
      children:
        row.customer === 0
          ? undefined
          : this.#snapshot.carving(this.#snapshot.customer(row.customer)).childrenOf.get(number),
      calendarOf: (customer) => {
        const { row: standing } = this.#snapshot.customer(customer);
        const anchor = row.followsAnchor ? standing.anchor : row.anchor;
        const timeZone = row.timeZone ?? standing.timeZone ?? "UTC";
        const { assignments } = this.#snapshot;
        return assignments.calendarAt(assignments.calendarNumber({ cadence: row.cadence, anchor, timeZone }));
      },
    };
    if (row.entity !== 0) pushTo(this.#byEntity, row.entity, rule);
    else pushTo(this.#byType, typeKey(row.environment, row.customer, row.type), rule);
  }

  *#rulesOn(customer: number, entity: number): Iterable<Rule> {
    yield* this.#byEntity.get(entity) ?? [];
    const type = this.#snapshot.entities.type.get(entity);
    const { environment } = this.#snapshot.customer(customer).row;
    yield* this.#byType.get(typeKey(environment, 0, type)) ?? [];
    yield* this.#byType.get(typeKey(environment, customer, type)) ?? [];
  }

  #count(rule: Rule, entity: number, entry: LedgerEntry): void {
    if (rule.capability !== entry.capability) return;
    if ((entry.countedAs || entry.sequence) <= rule.countAfter) return;
    for (const member of rule.scope) if (!entry.resolved.includes(member)) return;
    const { start } = rule.calendarOf(entry.customer).periodAt(entry.timestamp);
    if (Math.max(start, TIME_MIN) < rule.completeFrom) return;
    const key = keyOf(rule.number, entity, start);
    const figure = this.figures.get(key) ?? this.figure({ assignment: rule.number, entity, periodStart: start });
    figure.used += entry.use;
    figure.held += entry.hold;
    const isThrough = rule.children === undefined || entry.resolved.some((one) => rule.children?.entities.has(one));
    if (!isThrough) figure.uncarved += entry.use + entry.hold;
    this.figures.set(key, figure);
  }
}

const keyOf = (assignment: number, entity: number, periodStart: number): string =>
  `${assignment} ${entity} ${periodStart}`;
const typeKey = (environment: number, customer: number, type: number): string => `${environment} ${customer} ${type}`;

function pushTo<Key>(map: Map<Key, Rule[]>, key: Key, rule: Rule): void {
  const rules = map.get(key);
  if (rules === undefined) map.set(key, [rule]);
  else rules.push(rule);
}
