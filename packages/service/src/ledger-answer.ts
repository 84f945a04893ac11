// Ledger answers: an entry as kept, numbers turned back into ids (page 5, LedgerEntry).
import type { Answer } from "@purser/contract";
import { entryId, type LedgerEntry, reservationId, toDecimal } from "@purser/core";
import type { Engine } from "./engine.ts";
import { positionOf } from "./write-queue.ts";

type EntryAnswer = Answer<"getLedgerEntry">;

export function answerEntry(engine: Engine, entry: LedgerEntry): EntryAnswer {
  const { snapshot } = engine;
  const capability = snapshot.capability(entry.capability);
  const idOf = (named: string | number): string =>
    typeof named === "number" ? (snapshot.entities.ids[named] ?? "") : named;
  return {
    id: entryId(entry.sequence),
    position: positionOf(entry.sequence),
    kind: entry.kind,
    capabilityId: capability.id,
    amount: toDecimal(entry.use, capability.scale),
    held: toDecimal(entry.hold, capability.scale),
    timestamp: new Date(entry.timestamp).toISOString(),
    recordedAt: new Date(entry.recordedAt).toISOString(),
    resolvedEntityIds: entry.resolved.map(idOf),
    dimensions:
      entry.dimensions === null
        ? null
        : Object.fromEntries(Object.entries(entry.dimensions).map(([key, value]) => [key, idOf(value)])),
    entityIds: entry.named === null ? null : entry.named.map(idOf),
    metadata: entry.metadata,
    correctsEntryId: entry.corrects === 0 ? null : entryId(entry.corrects),
    reservationId: entry.reservation === 0 ? null : reservationId(entry.reservation),
    idempotencyKey: entry.idempotencyKey,
  };
}
