// All entities of all customers as dense columns addressed by entity number: about 200 bytes an entity at a million.
import { assert } from "./assert.ts";
import { float64Column, int32Column } from "./column.ts";
import type { Entity } from "./entity.ts";
import { RecordTable } from "./record-table.ts";

const ARCHIVED = 1;
const NAMED_BY_SCOPE = 2;
const HAS_SCOPED = 4;
const PROVISIONED = 8;

const NO_METADATA: Readonly<Record<string, string>> = Object.freeze({});

/** What a check reads of an entity: parent, type, first assignment and flags. */
const RECORD_BYTES = 16;

export class EntityTable {
  readonly #records = new RecordTable(RECORD_BYTES);
  readonly parent = this.#records.integer(0);
  readonly type = this.#records.integer(1);
  /** First node-wide assignment of the entity, 0 when it has none. */
  readonly firstAssignment = this.#records.integer(2);
  readonly customer = int32Column();
  /** Ledger sequence of the first entry whose kept set holds the entity, 0 before (R13: where a backfill starts). */
  readonly firstEntry = float64Column();
  readonly ids: string[] = [""];
  /** Of every customer's index of ids. */
  readonly seed: number;
  /** Highest number that is durably in the catalog; rows above it belong to a write under way. */
  committed = 0;
  /** Highest archive operation seen; the next one is told from all that archived rows still carry. */
  lastArchiveOperation = 0;

  readonly #flags = this.#records.integer(3);
  readonly #version = int32Column();
  readonly #createdAt = float64Column();
  readonly #displayNames: (string | null)[] = [null];
  readonly #archived = new Map<number, { at: number; operation: number }>();
  readonly #metadata = new Map<number, Readonly<Record<string, string>>>();

  constructor(seed: number) {
    this.seed = seed;
  }

  get last(): number {
    return this.ids.length - 1;
  }

  put(entity: Entity): void {
    const row = entity.number;
    assert(row <= this.ids.length, "entity numbers are dense");
    this.ids[row] = entity.id;
    this.#displayNames[row] = entity.displayName;
    this.parent.set(row, entity.parent);
    this.type.set(row, entity.type);
    this.customer.set(row, entity.customer);
    this.#version.set(row, entity.version);
    this.#createdAt.set(row, entity.createdAt);
    if (Object.keys(entity.metadata).length > 0) this.#metadata.set(row, entity.metadata);
    else this.#metadata.delete(row);
    this.#setFlag(row, ARCHIVED, entity.archivedAt !== null);
    this.#setFlag(row, PROVISIONED, entity.isProvisioned);
    if (entity.archivedAt === null) this.#archived.delete(row);
    else this.#archived.set(row, { at: entity.archivedAt, operation: entity.archiveOperation });
    this.lastArchiveOperation = Math.max(this.lastArchiveOperation, entity.archiveOperation);
  }

  /** Takes back the newest rows of a write that did not happen. */
  truncate(last: number): void {
    for (let row = this.last; row > last; row -= 1) {
      this.firstAssignment.set(row, 0);
      this.firstEntry.set(row, 0);
      this.#flags.set(row, 0);
      this.#metadata.delete(row);
      this.#archived.delete(row);
    }
    this.ids.length = last + 1;
    this.#displayNames.length = last + 1;
  }

  row(number: number): Entity {
    const id = this.ids[number];
    assert(id !== undefined && number > 0, "the entity number is known");
    const archived = this.#archived.get(number);
    return {
      number,
      customer: this.customer.get(number),
      id,
      type: this.type.get(number),
      displayName: this.#displayNames[number] ?? null,
      metadata: this.#metadata.get(number) ?? NO_METADATA,
      parent: this.parent.get(number),
      archivedAt: archived?.at ?? null,
      archiveOperation: archived?.operation ?? 0,
      isProvisioned: this.isProvisioned(number),
      version: this.#version.get(number),
      createdAt: this.#createdAt.get(number),
    };
  }

  displayName(number: number): string | null {
    return this.#displayNames[number] ?? null;
  }

  createdAt(number: number): number {
    return this.#createdAt.get(number);
  }

  /** 0 when active. */
  archiveOperation(number: number): number {
    return this.#archived.get(number)?.operation ?? 0;
  }

  isArchived(number: number): boolean {
    return (this.#flags.get(number) & ARCHIVED) !== 0;
  }

  isProvisioned(number: number): boolean {
    return (this.#flags.get(number) & PROVISIONED) !== 0;
  }

  /** Whether some assignment names the entity in its scope. */
  isNamedByScope(number: number): boolean {
    return (this.#flags.get(number) & NAMED_BY_SCOPE) !== 0;
  }

  hasScoped(number: number): boolean {
    return (this.#flags.get(number) & HAS_SCOPED) !== 0;
  }

  markScoped(number: number): void {
    this.#setFlag(number, HAS_SCOPED, true);
  }

  markNamedByScope(number: number): void {
    this.#setFlag(number, NAMED_BY_SCOPE, true);
  }

  #setFlag(row: number, flag: number, on: boolean): void {
    const flags = this.#flags.get(row);
    this.#flags.set(row, on ? flags | flag : flags & ~flag);
  }
}
