// Erased rows: audit entries, ledger entries, reservations, exceptions and denial records as they stand once an entity is erased (R42).
import {
  type Erasure,
  type Exception,
  erasedDenials,
  erasedNames,
  erasedRaise,
  erasedTexts,
  type LedgerEntry,
  type LimitRequest,
  type Reservation,
  withoutPerson,
} from "@purser/core";
import type { AuditEntry, DenialRecord } from "@purser/service";

export function erasedHistory(entry: AuditEntry, erasure: Erasure): AuditEntry {
  const { change } = entry;
  const { entity, token } = erasure;
  if (change.kind === "exception" || change.kind === "limitRequest") {
    const before = change.before && erasedRow(change.before, erasure);
    const after = change.after && erasedRow(change.after, erasure);
    return Object.freeze({ ...entry, change: { kind: change.kind, before, after } as typeof change });
  }
  if (change.kind !== "entity" || (change.after ?? change.before)?.number !== entity) return entry;
  const before = change.before && withoutPerson(change.before, token);
  const after = change.after && withoutPerson(change.after, token);
  return Object.freeze({ ...entry, change: { kind: "entity" as const, before, after } });
}

export function erasedEntry(entry: LedgerEntry, erasure: Erasure): LedgerEntry {
  const texts = rewrittenTexts(entry, erasure);
  return texts === null ? entry : Object.freeze({ ...entry, ...texts });
}

export function erasedReservation(reservation: Reservation, erasure: Erasure): Reservation {
  const texts = rewrittenTexts(reservation, erasure);
  return texts === null ? reservation : Object.freeze({ ...reservation, ...texts });
}

export function erasedRow<Row extends Exception | LimitRequest>(row: Row, erasure: Erasure): Row {
  const erased = erasedRaise(row, erasure);
  return erased === null ? row : Object.freeze(erased);
}

export function erasedRecord(record: DenialRecord, erasure: Erasure): DenialRecord {
  if (record.customer !== erasure.customer) return record;
  const recent = erasedDenials(record.recent, erasure);
  return recent === null ? record : Object.freeze({ ...record, recent });
}

type Named = Pick<LedgerEntry & Reservation, "customer" | "dimensions" | "named" | "metadata">;

/** Null where nothing of it spells the id. */
function rewrittenTexts(row: Named, erasure: Erasure): Omit<Named, "customer"> | null {
  if (row.customer !== erasure.customer) return null;
  const dimensions = erasedTexts(row.dimensions, erasure);
  const named = erasedNames(row.named, erasure);
  const metadata = erasedTexts(row.metadata, erasure);
  if (dimensions === null && named === null && metadata === null) return null;
  return {
    dimensions: dimensions ?? row.dimensions,
    named: named ?? row.named,
    metadata: metadata ?? row.metadata,
  };
}
