// The catalog's port: rows and their history as stored, and copies of everything.
import type { CatalogChange, CatalogKind, CatalogRows } from "@purser/core";
import type { Repair } from "./ports.ts";

/** What start-up needs beside the rows themselves. */
export interface CatalogState {
  readonly head: number;
  /** The highest assignment number ever given: numbers of deleted ones are never used again. */
  readonly lastAssignment: number;
  /** The highest reservation number given. */
  readonly lastReservation: number;
  /** Number of the newest audit entry: so many things the catalog has been told. */
  readonly revision: number;
  /** [customer, recording time of its last entry]. */
  readonly lastRecorded: Iterable<readonly [number, number]>;
  /** [entity, sequence of its first entry]. */
  readonly firstEntries: Iterable<readonly [number, number]>;
}

export interface AuditEntry {
  readonly number: number;
  readonly at: number;
  /** Ledger sequence after which the change holds. */
  readonly position: number;
  readonly actor: string;
  readonly environment: number;
  readonly customer: number;
  readonly change: CatalogChange | ({ readonly kind: "repair" } & Pick<Repair, "before" | "after">);
}

export interface AuditFilter {
  readonly environment: number;
  readonly customer: number | null;
  readonly kind: CatalogKind | "repair" | null;
  readonly after: number;
  readonly limit: number;
}

/** Changes of the customer (0: of the environment itself) with `after` < number ≤ `until`; of entities only those named. */
export interface ChangeFilter {
  readonly environment: number;
  readonly customer: number;
  /** Null = all. */
  readonly entities: readonly number[] | null;
  readonly after: number;
  readonly until: number;
}

/** The catalog as stored; it is written by the ledger's transactions only, so that both stay one. */
export interface Catalog {
  rows<Kind extends CatalogKind>(kind: Kind): AsyncIterable<readonly CatalogRows[Kind][]>;
  state(): Promise<CatalogState>;
  auditLog(filter: AuditFilter): Promise<readonly AuditEntry[]>;
  /** The newest first, in slices. */
  changesSince(filter: ChangeFilter): AsyncIterable<readonly AuditEntry[]>;
  /** Number of the last audit entry that was told before the ledger had this sequence; 0 when none was. */
  revisionBefore(sequence: number): Promise<number>;
  /** A named secret of this installation, made once (random bytes, base64url) and kept beside the catalog. */
  secret(name: string): Promise<string>;
}

/** Copies of everything, made while reads and writes go on, and kept beside the ledger (page 3). */
export interface Backups {
  /** Makes one and proves it by a fold; one that fails leaves nothing behind. */
  make(): Promise<Backup>;
}

export interface Backup {
  /** Names sort by time. */
  readonly name: string;
  /** Sequence of the newest entry in it. */
  readonly head: number;
  readonly bytes: number;
}
