// Erased rows: audit entries and ledger entries as they stand once an entity is erased (R42).
import { type Erasure, erasedNames, erasedTexts, type LedgerEntry, withoutPerson } from "@purser/core";
import type { AuditEntry } from "@purser/service";

export function erasedHistory(entry: AuditEntry, { entity, token }: Erasure): AuditEntry {
  const { change } = entry;
  if (change.kind !== "entity" || (change.after ?? change.before)?.number !== entity) return entry;
  const before = change.before && withoutPerson(change.before, token);
  const after = change.after && withoutPerson(change.after, token);
  return Object.freeze({ ...entry, change: { kind: "entity" as const, before, after } });
}

export function erasedEntry(entry: LedgerEntry, erasure: Erasure): LedgerEntry {
  if (entry.customer !== erasure.customer) return entry;
  const dimensions = erasedTexts(entry.dimensions, erasure);
  const named = erasedNames(entry.named, erasure);
  const metadata = erasedTexts(entry.metadata, erasure);
  if (dimensions === null && named === null && metadata === null) return entry;
  return Object.freeze({
    ...entry,
    dimensions: dimensions ?? entry.dimensions,
    named: named ?? entry.named,
    metadata: metadata ?? entry.metadata,
  });
}
