// Past rows: the catalog rows that can govern some entities of one customer, taken back change by change to an earlier revision (R41).
import type { Assignment } from "./assignment.ts";
import type { CatalogChange, CatalogKind, CatalogRows } from "./catalog-change.ts";
import type { CustomerState } from "./customer-state.ts";
import type { Entity } from "./entity.ts";
import type { Snapshot } from "./snapshot.ts";

type Row = CatalogRows[CatalogKind];
type Tables = { readonly [Kind in CatalogKind]: Map<number, CatalogRows[Kind]> };

/** Whatever names one of them came later, so nothing that is explained is older than they are. */
const NAMED_BY_OTHERS: ReadonlySet<CatalogKind> = new Set([
  "environment",
  "entityType",
  "capability",
  "customer",
  "entity",
]);

export class PastRows {
  readonly tables: Tables = {
    environment: new Map(),
    apiKey: new Map(),
    revokedToken: new Map(),
    entityType: new Map(),
    capability: new Map(),
    customer: new Map(),
    entity: new Map(),
    assignment: new Map(),
    limitRequest: new Map(),
    exception: new Map(),
  };
  readonly entities: ReadonlySet<number>;
  readonly #snapshot: Snapshot;

  /** The rows as they stand now; what is undone on them afterwards must have come before. */
  constructor(snapshot: Snapshot, customer: CustomerState, entities: Iterable<number>) {
    this.#snapshot = snapshot;
    this.entities = new Set(entities);
    this.#put("customer", customer.row);
    this.#put("environment", snapshot.environment(customer.row.environment).row);
    for (const capability of snapshot.environment(customer.row.environment).capabilities.values()) {
      this.#put("capability", capability);
    }
    for (const entity of this.entities) this.#putEntity(customer, entity);
    for (const type of [...this.tables.entityType.keys()]) this.#putDefaults(customer, type);
    for (const number of customer.carved) this.#putAssignment(number);
  }

  /** Takes one change back; called with the newest first. */
  undo(change: CatalogChange): void {
    const { kind, before, after } = change;
    if (before !== null) this.#put(kind, before);
    else if (after !== null && !this.#isNamed(kind, after.number)) this.tables[kind].delete(after.number);
  }

  /** An entity that a request has only imagined; `number` is below 0, so that it is nobody's. */
  imagine(newcomer: Pick<Entity, "number" | "id" | "type" | "parent" | "customer">): void {
    const { entityType } = this.tables;
    this.#put("entity", {
      ...newcomer,
      displayName: null,
      metadata: {},
      archivedAt: null,
      archiveOperation: 0,
      isProvisioned: true,
      version: 1,
      createdAt: 0,
    });
    if (entityType.has(newcomer.type)) return;
    this.#put("entityType", this.#snapshot.type(newcomer.type));
    this.#putDefaults(this.#snapshot.customer(newcomer.customer), newcomer.type);
  }

  /** Entities of budgets that were carved out of others, in their scopes and above them, that aren't among the rows yet (R34). */
  beyond(capabilities: readonly number[]): Set<number> {
    const { assignment, entity } = this.tables;
    const beyond = new Set<number>();
    for (const row of assignment.values()) {
      if (row.allocation !== "carved" || !capabilities.includes(row.capability)) continue;
      for (const member of row.scope) if (!entity.has(member)) beyond.add(member);
      let at = row.entity;
      for (let known = entity.get(at); known !== undefined; known = entity.get(at)) at = known.parent;
      if (at !== 0) beyond.add(at);
    }
    return beyond;
  }

  /** Whether the assignment stands on one of the entities or their types, with a scope among them. */
  concerns(row: Pick<Assignment, "entity" | "type" | "scope">): boolean {
    const { entity, entityType } = this.tables;
    const isTheirs = row.entity === 0 ? entityType.has(row.type) : entity.has(row.entity);
    return isTheirs && row.scope.every((member) => entity.has(member));
  }

  /** What an entity is explained by may name entities that came with it; whoever else came later was nobody then. */
  #isNamed(kind: CatalogKind, number: number): boolean {
    return NAMED_BY_OTHERS.has(kind) && (kind !== "entity" || this.entities.has(number));
  }

  #put(kind: CatalogKind, row: Row): void {
    (this.tables[kind] as Map<number, Row>).set(row.number, row);
  }

  #putEntity(customer: CustomerState, entity: number): void {
    const { entities, assignments } = this.#snapshot;
    for (const exception of customer.exceptions.on(entity)) this.#put("exception", exception);
    const row = entities.row(entity);
    this.#put("entity", row);
    this.#put("entityType", this.#snapshot.type(row.type));
    for (let at = entities.firstAssignment.get(entity); at !== 0; at = assignments.next.get(at))
      this.#putAssignment(at);
    for (const numbers of customer.scoped.get(entity)?.values() ?? []) {
      for (const number of numbers) this.#putAssignment(number);
    }
  }

  #putDefaults(customer: CustomerState, type: number): void {
    const general = this.#snapshot.environment(customer.row.environment).defaults.get(type) ?? [];
    for (const number of [...general, ...(customer.defaults.get(type) ?? [])]) this.#putAssignment(number);
  }

  #putAssignment(number: number): void {
    this.#put("assignment", this.#snapshot.assignment(number));
  }
}
