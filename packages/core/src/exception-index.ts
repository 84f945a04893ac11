// The exceptions of one customer, by the budget that they raise and by their idempotency key (R36).
import type { Exception } from "./exception.ts";

const NONE: readonly Exception[] = Object.freeze([]);

export class ExceptionIndex {
  /** Entity → interned natural key → exceptions that are not revoked, oldest first. */
  readonly #byEntity = new Map<number, Map<number, readonly Exception[]>>();
  readonly #byKey = new Map<string, number>();

  get isEmpty(): boolean {
    return this.#byEntity.size === 0;
  }

  at(entity: number, key: number): readonly Exception[] {
    return this.#byEntity.get(entity)?.get(key) ?? NONE;
  }

  /** Those of every natural key at the entity that are not revoked. */
  *on(entity: number): Iterable<Exception> {
    for (const standing of this.#byEntity.get(entity)?.values() ?? []) yield* standing;
  }

  /** Number of the exception made under the idempotency key, or 0. */
  under(idempotencyKey: string): number {
    return this.#byKey.get(idempotencyKey) ?? 0;
  }

  put(key: number, row: Exception): void {
    // Those that approvals make have no key of their own.
    if (row.limitRequest === 0) this.#byKey.set(row.idempotencyKey, row.number);
    if (row.revokedAt !== null) return;
    const byKey = this.#byEntity.get(row.entity) ?? new Map<number, readonly Exception[]>();
    this.#byEntity.set(row.entity, byKey);
    byKey.set(
      key,
      [...(byKey.get(key) ?? NONE), row].sort((a, b) => a.number - b.number),
    );
  }

  remove(key: number, row: Exception): void {
    const byKey = this.#byEntity.get(row.entity);
    const left = (byKey?.get(key) ?? NONE).filter(({ number }) => number !== row.number);
    if (left.length > 0) byKey?.set(key, left);
    else byKey?.delete(key);
    if (byKey?.size === 0) this.#byEntity.delete(row.entity);
  }
}
