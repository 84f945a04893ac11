// A catalog trial: changes put down for one synchronous stretch, so that what builds on them can be judged, then taken back.
import type { CatalogChange } from "./catalog-change.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * Nobody sees a trial: no await lies between its begin and its end. Assignments are not put down, since nothing that
 * is judged in a trial reads those of the same trial, and refused ones must not make tables grow; only their numbers
 * are taken.
 */
export class CatalogTrial {
  readonly #snapshot: Snapshot;
  readonly #changes: CatalogChange[] = [];
  readonly #lastEntity: number;
  readonly #lastCustomer: number;
  readonly #lastAssignment: number;
  readonly #lastArchiveOperation: number;

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
    this.#lastEntity = snapshot.entities.last;
    this.#lastCustomer = snapshot.customers.length - 1;
    this.#lastAssignment = snapshot.assignments.last;
    this.#lastArchiveOperation = snapshot.entities.lastArchiveOperation;
  }

  /** All that was put down, in order. */
  get changes(): readonly CatalogChange[] {
    return this.#changes;
  }

  put(changes: readonly CatalogChange[]): void {
    const { assignments } = this.#snapshot;
    for (const change of changes) {
      this.#changes.push(change);
      if (change.kind !== "assignment") this.#snapshot.apply(change);
      else assignments.last = Math.max(assignments.last, change.after?.number ?? 0);
    }
  }

  /** Newest first: an attribution key that went from one type to another goes back. */
  takeBack(): void {
    const snapshot = this.#snapshot;
    for (const change of this.#changes.toReversed()) {
      if (change.kind === "assignment") continue;
      if (change.before === null) takeBackNew(snapshot, change);
      else snapshot.apply({ ...change, before: change.after, after: change.before } as CatalogChange);
    }
    snapshot.truncate(this.#lastEntity, this.#lastCustomer);
    snapshot.assignments.last = this.#lastAssignment;
    snapshot.entities.lastArchiveOperation = this.#lastArchiveOperation;
  }
}

/** New customers and entities go by truncation. */
function takeBackNew(snapshot: Snapshot, change: CatalogChange): void {
  if (change.after === null) return;
  if (change.kind === "entityType") {
    const { types, keys } = snapshot.environment(change.after.environment);
    for (const key of change.after.attributionKeys) {
      if (keys.get(key)?.number === change.after.number) keys.delete(key);
    }
    types.delete(change.after.id);
    snapshot.types.length = change.after.number;
  }
  if (change.kind === "capability") {
    snapshot.environment(change.after.environment).capabilities.delete(change.after.id);
    snapshot.capabilities.length = change.after.number;
  }
}
