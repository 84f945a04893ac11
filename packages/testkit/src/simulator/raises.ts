// Raises: what exceptions make of a limit at an instant, from rows by plain search (R36).
import type { Assignment, CatalogChange, Exception } from "@purser/core";

export class Raises {
  readonly #rows = new Map<number, Exception>();

  note(change: CatalogChange): void {
    if (change.kind === "exception" && change.after !== null) this.#rows.set(change.after.number, change.after);
  }

  /** The limit of the assignment for the entity, in units; null: it has none. */
  limitOf(row: Assignment, entity: number, at: number): number | null {
    if (row.usageLimit === null) return null;
    let limit = row.usageLimit;
    let added = 0;
    for (const raise of this.#rows.values()) {
      if (raise.entity !== entity || !isOfKey(raise, row) || !isInForce(raise, at)) continue;
      limit = Math.max(limit, raise.usageLimit ?? 0);
      added += raise.amount ?? 0;
    }
    return limit + added;
  }
}

const isOfKey = (raise: Exception, row: Assignment): boolean =>
  raise.capability === row.capability && raise.cadence === row.cadence && String(raise.scope) === String(row.scope);

const isInForce = ({ from, until, revokedAt }: Exception, at: number): boolean =>
  revokedAt === null && at >= from && (until === null || at < until);
