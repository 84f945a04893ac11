// Organisations for benchmarks: five levels whose rows follow from their numbers, so that a million need no memory.
import { type CatalogChange, NO_AMOUNTS, TIME_MIN } from "@purser/core";
import type { CounterFigure } from "@purser/service";

export const LEVELS = ["org", "division", "department", "team", "user"] as const;
const USER = LEVELS.length - 1;
/** Children of a node: a company of a million has 250 divisions and 50,000 teams. */
const FAN_OUT = [0, 10, 20, 20] as const;
export const CAPABILITY = "tokens";
export const ENVIRONMENT = 1;

/** The running calendar month in UTC: the usage period of every monthly budget here. */
export const monthStart = (now: number): number =>
  Date.UTC(new Date(now).getUTCFullYear(), new Date(now).getUTCMonth());

export interface OrganisationPlan {
  readonly users: number;
  /** Number of the customer. */
  readonly customer?: number;
  readonly firstEntity?: number;
  readonly firstAssignment?: number;
  /** Levels whose entities have a budget of their own each. */
  readonly budgets: readonly number[];
  /** Of those budgets; left out = a month. */
  readonly cadence?: string;
  /** A lifetime budget of every user by a default of the type: one assignment, a counter to each user. */
  readonly hasDefault?: boolean;
  /** As many monthly budgets on the org as there are users, each scoped to one of them. */
  readonly hasScoped?: boolean;
}

export class Organisation {
  readonly customer: number;
  readonly customerId: string;
  readonly users: number;
  readonly #plan: OrganisationPlan;
  readonly budgets: readonly number[];
  readonly cadence: string;
  /** Number of the first entity of each level, and behind the last one. */
  readonly starts: readonly number[];
  readonly #firstAssignment: number;

  constructor(plan: OrganisationPlan) {
    this.users = plan.users;
    this.customer = plan.customer ?? 1;
    this.customerId = `customer-${this.customer}`;
    this.budgets = plan.budgets;
    this.cadence = plan.cadence ?? "P1M";
    this.#plan = plan;
    this.#firstAssignment = plan.firstAssignment ?? 1;
    const sizes = [plan.users];
    for (let level = USER - 1; level > 0; level -= 1) sizes.unshift(Math.ceil((sizes[0] ?? 1) / (FAN_OUT[level] ?? 1)));
    sizes.unshift(1);
    const starts = [plan.firstEntity ?? 1];
    for (const size of sizes) starts.push((starts.at(-1) ?? 0) + size);
    this.starts = starts;
  }

  start(level: number): number {
    return this.starts[level] ?? 0;
  }

  size(level: number): number {
    return this.start(level + 1) - this.start(level);
  }

  get lastEntity(): number {
    return this.start(LEVELS.length) - 1;
  }

  id(level: number, index: number): string {
    return level === 0 ? "org" : `${LEVELS[level]}-${index}`;
  }

  /** Entity numbers of the user and all above, leaf first. */
  path(user: number): number[] {
    const path = [this.start(USER) + user];
    for (let level = USER - 1, index = user; level > 0; level -= 1) {
      index = Math.floor(index / (FAN_OUT[level] ?? 1));
      path.push(this.start(level) + index);
    }
    path.push(this.start(0));
    return path;
  }

  /** Ids of the user and all above, leaf first. */
  pathIds(user: number): string[] {
    return this.path(user).map((entity, above) => this.id(USER - above, entity - this.start(USER - above)));
  }

  /** The monthly assignment of each entity of a path that has one: [assignment, entity]. */
  assignmentsOn(path: readonly number[]): [number, number][] {
    const found: [number, number][] = [];
    for (const [above, entity] of path.entries()) {
      const assignment = this.assignmentOf(USER - above, entity);
      if (assignment !== 0) found.push([assignment, entity]);
    }
    return found;
  }

  assignmentOf(level: number, entity: number): number {
    let first = this.#firstAssignment;
    for (const budgeted of this.budgets) {
      if (budgeted === level) return first + entity - this.start(level);
      first += this.size(budgeted);
    }
    return 0;
  }

  get lastAssignment(): number {
    const own = this.budgets.reduce((sum, level) => sum + this.size(level), this.#firstAssignment - 1);
    return own + (this.#plan.hasScoped ? this.users : 0) + (this.#plan.hasDefault ? 1 : 0);
  }

  /** A figure of zero for every budget of the organisation. */
  *counters(start: number): Generator<CounterFigure> {
    for (const level of this.budgets) {
      for (let at = this.start(level); at < this.start(level + 1); at += 1) {
        yield { assignment: this.assignmentOf(level, at), entity: at, periodStart: start, ...NO_AMOUNTS };
      }
    }
    if (!this.#plan.hasDefault) return;
    for (let at = this.start(USER); at <= this.lastEntity; at += 1) {
      yield { assignment: this.lastAssignment, entity: at, periodStart: Number.NEGATIVE_INFINITY, ...NO_AMOUNTS };
    }
  }

  *entities(): Generator<CatalogChange> {
    for (const level of LEVELS.keys()) {
      for (let index = 0; index < this.size(level); index += 1) yield this.#entity(level, index);
    }
  }

  *assignments(): Generator<CatalogChange> {
    for (const level of this.budgets) {
      for (let at = this.start(level); at < this.start(level + 1); at += 1) {
        yield assignmentChange(this, { number: this.assignmentOf(level, at), entity: at, type: level + 1, scope: [] });
      }
    }
    if (this.#plan.hasScoped) yield* this.#scopedAssignments();
    if (this.#plan.hasDefault) {
      yield assignmentChange(this, { number: this.lastAssignment, entity: 0, type: USER + 1, scope: [] });
    }
  }

  *#scopedAssignments(): Generator<CatalogChange> {
    const first = this.lastAssignment - this.users - (this.#plan.hasDefault ? 1 : 0) + 1;
    for (let user = 0; user < this.users; user += 1) {
      const scope = [this.start(USER) + user];
      yield assignmentChange(this, { number: first + user, entity: this.start(0), type: 1, scope });
    }
  }

  #entity(level: number, index: number): CatalogChange {
    const number = this.start(level) + index;
    const parent =
      level <= 1 ? level * this.start(0) : this.start(level - 1) + Math.floor(index / (FAN_OUT[level - 1] ?? 1));
    const after = {
      number,
      customer: this.customer,
      id: this.id(level, index),
      type: level + 1,
      displayName: null,
      metadata: {},
      parent,
      archivedAt: null,
      archiveOperation: 0,
      isProvisioned: false,
      version: 1,
      createdAt: 0,
    };
    return { kind: "entity", before: null, after };
  }
}

interface Placed {
  readonly number: number;
  readonly entity: number;
  readonly type: number;
  readonly scope: readonly number[];
}

function assignmentChange(organisation: Organisation, { number, entity, type, scope }: Placed): CatalogChange {
  const after = {
    number,
    environment: ENVIRONMENT,
    customer: organisation.customer,
    entity,
    type,
    capability: 1,
    scope,
    cadence: entity === 0 ? null : organisation.cadence,
    anchor: null,
    timeZone: "UTC",
    followsAnchor: false,
    usageLimit: 900_000_000_000_000,
    enforcement: "hard" as const,
    overageLimit: null,
    allocation: "shared" as const,
    countFrom: "period" as const,
    countAfter: 0,
    completeFrom: TIME_MIN,
    version: 1,
    createdAt: 0,
  };
  return { kind: "assignment", before: null, after };
}
