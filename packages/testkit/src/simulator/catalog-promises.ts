// Catalog promises: what clients were told about entities and assignments is there after any crash, at that version or newer.
import { promise } from "./violation.ts";

interface Versioned {
  readonly id: string;
  readonly version: number;
}

interface ToldRaise {
  readonly id: string;
  readonly idempotencyKey: string;
  readonly revokedAt: string | null;
}

export class CatalogPromises {
  readonly #entities = new Map<string, Versioned>();
  readonly #assignments = new Map<string, Versioned>();
  /** By idempotency key. */
  readonly #raises = new Map<string, string>();
  readonly #revoked = new Set<string>();
  /** Somebody asked to delete these; once told that they are gone, they stay so. */
  readonly #deleting = new Set<string>();
  readonly #gone = new Set<string>();

  /** Told again under one idempotency key it is the same. */
  raise({ id, idempotencyKey }: ToldRaise): void {
    const before = this.#raises.get(idempotencyKey);
    promise(before === undefined || before === id, () => `${idempotencyKey} was ${before}, now it is ${id}`);
    this.#raises.set(idempotencyKey, id);
  }

  /** Once told to be revoked it stays so. */
  revoked(id: string): void {
    this.#revoked.add(id);
  }

  /** Exceptions that nobody was told to be revoked. */
  get raised(): string[] {
    return [...this.#raises.values()].filter((id) => !this.#revoked.has(id));
  }

  judgeRaises(found: readonly ToldRaise[]): void {
    for (const [key, id] of this.#raises) {
      const standing = found.find((one) => one.id === id);
      promise(standing?.idempotencyKey === key, () => `exception ${id} was told of under ${key}, and is gone`);
      promise(
        !this.#revoked.has(id) || standing?.revokedAt !== null,
        () => `exception ${id} was revoked, and raises again`,
      );
    }
  }

  entities(rows: readonly Versioned[]): void {
    keepNewest(this.#entities, rows);
  }

  assignments(rows: readonly Versioned[]): void {
    keepNewest(this.#assignments, rows);
  }

  deleting(ids: readonly string[]): void {
    for (const id of ids) this.#deleting.add(id);
  }

  deleted(ids: readonly string[]): void {
    for (const id of ids) this.#gone.add(id);
  }

  /** Assignments that nobody has asked to delete yet. */
  get standing(): string[] {
    return [...this.#assignments.keys()].filter((id) => !this.#deleting.has(id));
  }

  judge(entities: readonly Versioned[], assignments: readonly Versioned[]): void {
    judgeRows({ what: "entity", told: this.#entities, deleting: new Set() }, byId(entities));
    judgeRows({ what: "assignment", told: this.#assignments, deleting: this.#deleting }, byId(assignments));
    for (const { id } of assignments) promise(!this.#gone.has(id), () => `assignment ${id} was deleted, and is back`);
  }
}

function keepNewest(kept: Map<string, Versioned>, rows: readonly Versioned[]): void {
  for (const row of rows) if ((kept.get(row.id)?.version ?? -1) < row.version) kept.set(row.id, row);
}

const byId = (rows: readonly Versioned[]): Map<string, Versioned> => new Map(rows.map((row) => [row.id, row]));

interface Told {
  readonly what: string;
  readonly told: ReadonlyMap<string, Versioned>;
  readonly deleting: ReadonlySet<string>;
}

function judgeRows({ what, told, deleting }: Told, found: ReadonlyMap<string, Versioned>): void {
  for (const [id, row] of told) {
    const standing = found.get(id);
    promise(standing !== undefined || deleting.has(id), () => `${what} ${id} was told of, and is gone`);
    if (standing === undefined) continue;
    promise(standing.version >= row.version, () => `${what} ${id} fell back to version ${standing.version}`);
    const isSame =
      standing.version > row.version || JSON.stringify(settings(standing)) === JSON.stringify(settings(row));
    promise(isSame, () => `${what} ${id} has version ${row.version}, yet other settings than told`);
  }
}

/** What a version stands for; falling asleep with an archived entity makes no new one. */
const settings = (row: Versioned): object => ({ ...row, archivedAt: null, isDormant: null });
