// A catalog fixture for tests: one environment with two types, two capabilities and one customer, written by the rules under test.
import { assert } from "./assert.ts";
import type { AssignmentItem } from "./assignment-item.ts";
import { upsertAssignments } from "./assignment-upsert.ts";
import { upsertCapabilities } from "./capability-upsert.ts";
import { type CustomerPlace, type EnvironmentPlace, isRefused, type JudgedBatch } from "./catalog-batch.ts";
import { upsertCustomers } from "./customer-upsert.ts";
import type { Entity } from "./entity.ts";
import { upsertEntityTypes } from "./entity-type-upsert.ts";
import { type EntityItem, upsertEntities } from "./entity-upsert.ts";
import { upsertEnvironment } from "./environment-upsert.ts";
import { Snapshot } from "./snapshot.ts";

const NOW = Date.UTC(2026, 2, 20);

export class CatalogFixture {
  readonly snapshot = new Snapshot(1);

  constructor() {
    this.apply(upsertEnvironment(this.snapshot, { id: "live" }, NOW));
    this.apply(
      upsertEntityTypes(this.environment, [
        { id: "team", displayName: "Team", attributionKeys: ["team"] },
        { id: "user", displayName: "User", attributionKeys: ["userId"] },
      ]),
    );
    this.apply(
      upsertCapabilities(this.environment, [
        { id: "tokens", kind: "feature", displayName: "Tokens" },
        { id: "credits", kind: "currency", displayName: "Credits" },
      ]),
    );
    this.apply(upsertCustomers(this.environment, [{ id: "acme", timeZone: "Europe/Berlin", anchor: NOW }]));
  }

  get environment(): EnvironmentPlace {
    return { snapshot: this.snapshot, environment: this.snapshot.environment(1), now: NOW };
  }

  get place(): CustomerPlace {
    return { ...this.environment, customer: this.snapshot.customer(1) };
  }

  /** Applies a batch that must not be refused; tells how many changes it had. */
  apply(batch: JudgedBatch): number {
    assert(!isRefused(batch), isRefused(batch) ? batch.map(({ detail }) => detail).join("; ") : "");
    for (const change of batch) this.snapshot.apply(change);
    this.snapshot.entities.committed = this.snapshot.entities.last;
    return batch.length;
  }

  putEntities(...items: readonly EntityItem[]): number {
    return this.apply(upsertEntities(this.place, items));
  }

  /** Ids, one a line of descent: the first is a root, each next one the child of the one before. */
  putLine(...ids: readonly string[]): void {
    this.putEntities(...ids.map((id, at) => ({ id, entityTypeId: "team", parentId: ids[at - 1] ?? null })));
  }

  putAssignments(...assignments: readonly AssignmentItem[]): readonly number[] {
    const planned = upsertAssignments(this.place, { assignments, head: 7 });
    this.apply(planned.batch);
    return planned.numbers;
  }

  entity(id: string): Entity {
    return this.snapshot.entities.row(this.place.customer.entities.get(id) ?? 0);
  }
}

/** Code and path of every fault, in the order told. */
export function faultsOf(batch: JudgedBatch): readonly string[] {
  return isRefused(batch) ? batch.map(({ code, path, index }) => `${code} ${path} #${index}`) : [];
}
