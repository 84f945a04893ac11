// A view of the catalog for carving: the snapshot, or the snapshot as a batch of changes would leave it (R35).
import type { Assignment } from "./assignment.ts";
import type { CarvingView } from "./carving.ts";
import type { CatalogChange } from "./catalog-change.ts";
import type { CustomerState } from "./customer-state.ts";
import type { Entity } from "./entity.ts";
import type { Exception } from "./exception.ts";
import { findAssignment, type NaturalKey, naturalKeyText } from "./natural-key.ts";
import type { Snapshot } from "./snapshot.ts";

export class SnapshotView implements CarvingView {
  readonly #snapshot: Snapshot;
  readonly #customer: CustomerState;
  /** Own assignments after the changes by number, null where deleted; and by natural key. */
  readonly #rows = new Map<number, Assignment | null>();
  readonly #byKey = new Map<string, Assignment>();
  readonly #entities = new Map<number, Entity>();
  /** Exceptions that the changes make or change, by number. */
  readonly #exceptions = new Map<number, Exception>();

  constructor(snapshot: Snapshot, customer: CustomerState, changes: readonly CatalogChange[] = []) {
    this.#snapshot = snapshot;
    this.#customer = customer;
    for (const change of changes) {
      if (change.kind === "entity" && change.after !== null) this.#entities.set(change.after.number, change.after);
      if (change.kind === "assignment") this.#change(change.before, change.after);
      if (change.kind === "exception" && change.after !== null) {
        this.#exceptions.set(change.after.number, change.after);
      }
    }
  }

  *carved(): Iterable<Assignment> {
    for (const number of this.#customer.carved) {
      if (!this.#rows.has(number)) yield this.#snapshot.assignment(number);
    }
    for (const row of this.#rows.values()) if (row?.allocation === "carved") yield row;
  }

  standing(key: NaturalKey): Assignment | null {
    const changed = this.#byKey.get(naturalKeyText(key));
    if (changed !== undefined) return changed;
    const number = findAssignment(this.#snapshot, this.#customer, key);
    return number === 0 || this.#rows.has(number) ? null : this.#snapshot.assignment(number);
  }

  /** The assignment as it will be; null when it is gone. */
  row(number: number): Assignment | null {
    const changed = this.#rows.get(number);
    if (changed !== undefined) return changed;
    return this.#snapshot.assignments.has(number) ? this.#snapshot.assignment(number) : null;
  }

  parentOf(entity: number): number {
    return this.#entities.get(entity)?.parent ?? this.#snapshot.entities.parent.get(entity);
  }

  isArchived(entity: number): boolean {
    const changed = this.#entities.get(entity);
    return changed === undefined ? this.#snapshot.entities.isArchived(entity) : changed.archivedAt !== null;
  }

  exceptionsOf(row: Assignment): readonly Exception[] {
    const text = naturalKeyText(row);
    const standing = this.#customer.exceptions
      .at(row.entity, this.#snapshot.assignments.findKey(row))
      .filter(({ number }) => !this.#exceptions.has(number));
    if (this.#exceptions.size === 0) return standing;
    const changed = [...this.#exceptions.values()].filter(
      (exception) => exception.revokedAt === null && naturalKeyText(exception) === text,
    );
    return [...standing, ...changed];
  }

  #change(before: Assignment | null, after: Assignment | null): void {
    const number = after?.number ?? before?.number ?? 0;
    if ((after ?? before)?.entity === 0) return;
    this.#rows.set(number, after);
    if (after !== null) this.#byKey.set(naturalKeyText(after), after);
  }
}
