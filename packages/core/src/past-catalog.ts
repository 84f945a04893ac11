// A past catalog: past rows as a small snapshot of their own, so that chains and decisions of then are made by the rules of now (R41).
import { assert } from "./assert.ts";
import type { Assignment } from "./assignment.ts";
import type { Counted } from "./budget.ts";
import { CATALOG_KINDS, type CatalogChange, type CatalogKind, type CatalogRows } from "./catalog-change.ts";
import type { CustomerState } from "./customer-state.ts";
import type { Entity } from "./entity.ts";
import type { Exception } from "./exception.ts";
import type { PastRows } from "./past-rows.ts";
import { Snapshot } from "./snapshot.ts";

/** Numbers of one kind, dense from 1 in the order of their first mention; 0 stays 0. */
class Numbers {
  readonly #own = new Map<number, number>([[0, 0]]);
  readonly #catalog: number[] = [0];

  own(number: number): number {
    const known = this.#own.get(number);
    if (known !== undefined) return known;
    this.#own.set(number, this.#catalog.length);
    this.#catalog.push(number);
    return this.#catalog.length - 1;
  }

  known(number: number): number | undefined {
    return this.#own.get(number);
  }

  catalog(number: number): number {
    const known = this.#catalog[number];
    assert(known !== undefined, "the number was given here");
    return known;
  }
}

/** A snapshot's columns are as long as its highest number, so the rows get numbers of their own. */
export class PastCatalog {
  readonly snapshot: Snapshot;
  readonly #numbers = Object.fromEntries(CATALOG_KINDS.map((kind) => [kind, new Numbers()])) as {
    readonly [Kind in CatalogKind]: Numbers;
  };

  /** `now`: the catalog of today, for the ids of parents that are no part of what is explained. */
  constructor(now: Snapshot, rows: PastRows, capabilities: readonly number[]) {
    this.snapshot = new Snapshot(now.entities.seed);
    const { tables } = rows;
    for (const row of tables.environment.values()) {
      // Whoever was resolved then is among the rows; nobody else comes into being by being named.
      this.#apply("environment", { ...row, number: this.#own("environment", row.number), provisionLimit: 0 });
    }
    for (const row of tables.entityType.values()) {
      this.#apply("entityType", { ...row, number: this.#own("entityType", row.number), environment: 1 });
    }
    for (const number of capabilities) {
      const row = tables.capability.get(number);
      assert(row !== undefined, "the capability is of the environment");
      this.#apply("capability", { ...row, number: this.#own("capability", number), environment: 1 });
    }
    for (const row of tables.customer.values()) {
      this.#apply("customer", { ...row, number: this.#own("customer", row.number), environment: 1 });
    }
    this.#applyEntities(now, [...tables.entity.values()]);
    for (const row of tables.assignment.values()) {
      if (capabilities.includes(row.capability) && rows.concerns(row)) this.#applyAssignment(row);
    }
    for (const row of tables.exception.values()) {
      if (capabilities.includes(row.capability) && rows.concerns({ ...row, type: 0 })) this.#applyException(row);
    }
  }

  get customer(): CustomerState {
    return this.snapshot.customer(1);
  }

  entity(number: number): number {
    const own = this.#numbers.entity.known(number);
    assert(own !== undefined, "the entity is among the rows");
    return own;
  }

  /** The number that the catalog has given the entity. */
  entityInCatalog(number: number): number {
    return this.#numbers.entity.catalog(number);
  }

  capability(number: number): number {
    return this.#numbers.capability.known(number) ?? 0;
  }

  /** The number of its own that the assignment has here, 0 when it isn't among the rows. */
  assignment(number: number): number {
    return this.#numbers.assignment.known(number) ?? 0;
  }

  /** The number that the catalog has given the assignment. */
  assignmentInCatalog(number: number): number {
    return this.#numbers.assignment.catalog(number);
  }

  /** What decides where the entry counts, in the numbers of here; null where its capability isn't among the rows. */
  translated(entry: Counted): Counted | null {
    const capability = this.capability(entry.capability);
    if (capability === 0) return null;
    const { timestamp, countedAs, sequence } = entry;
    const resolved: number[] = [];
    for (const entity of entry.resolved) {
      const own = this.#numbers.entity.known(entity);
      if (own !== undefined) resolved.push(own);
    }
    return { capability, timestamp, countedAs, sequence, resolved };
  }

  #own(kind: CatalogKind, number: number): number {
    return this.#numbers[kind].own(number);
  }

  #apply<Kind extends CatalogKind>(kind: Kind, after: CatalogRows[Kind]): void {
    this.snapshot.apply({ kind, before: null, after } as unknown as CatalogChange);
  }

  #applyEntities(now: Snapshot, rows: readonly Entity[]): void {
    for (const row of rows) this.#own("entity", row.number);
    for (const row of rows) this.#applyEntity(row);
    const own = new Set(rows.map(({ number }) => number));
    for (const { parent } of rows) {
      if (parent === 0 || own.has(parent)) continue;
      own.add(parent);
      const outside = now.entities.row(parent);
      if (this.#numbers.entityType.known(outside.type) === undefined) {
        const type = now.type(outside.type);
        this.#apply("entityType", { ...type, number: this.#own("entityType", type.number), environment: 1 });
      }
      this.#applyEntity({ ...outside, parent: 0 });
    }
    this.snapshot.entities.committed = this.snapshot.entities.last;
  }

  #applyEntity(row: Entity): void {
    this.#apply("entity", {
      ...row,
      number: this.#own("entity", row.number),
      customer: 1,
      type: this.#own("entityType", row.type),
      parent: this.#own("entity", row.parent),
    });
  }

  #applyAssignment(row: Assignment): void {
    this.#apply("assignment", {
      ...row,
      number: this.#own("assignment", row.number),
      environment: 1,
      customer: row.customer === 0 ? 0 : 1,
      entity: this.#own("entity", row.entity),
      type: row.type === 0 ? 0 : this.#own("entityType", row.type),
      capability: this.#own("capability", row.capability),
      scope: row.scope.map((member) => this.#own("entity", member)),
    });
  }

  #applyException(row: Exception): void {
    this.#apply("exception", {
      ...row,
      number: this.#own("exception", row.number),
      environment: 1,
      customer: 1,
      entity: this.#own("entity", row.entity),
      capability: this.#own("capability", row.capability),
      scope: row.scope.map((member) => this.#own("entity", member)),
    });
  }
}
