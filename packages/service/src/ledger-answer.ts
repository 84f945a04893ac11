// Ledger answers: an entry as kept, numbers turned back into ids (page 5, LedgerEntry).
import type { Answer } from "@purser/contract";
import { entryId, type LedgerEntry, reservationId, toDecimal } from "@purser/core";
import type { Engine } from "./engine.ts";
import { shownNames } from "./shown-names.ts";
import { positionOf } from "./write-queue.ts";

type EntryAnswer = Answer<"listLedger">["data"][number];

export function answerEntry(engine: Engine, entry: LedgerEntry): EntryAnswer {
  const { snapshot } = engine;
  const capability = snapshot.capability(entry.capability);
  return {
    id: entryId(entry.sequence),
    position: positionOf(entry.sequence),
    kind: entry.kind,
    capabilityId: capability.id,
    amount: toDecimal(entry.use, capability.scale),
    held: toDecimal(entry.hold, capability.scale),
    timestamp: new Date(entry.timestamp).toISOString(),
    recordedAt: new Date(entry.recordedAt).toISOString(),
    resolvedEntityIds: entry.resolved.map((entity) => snapshot.entities.ids[entity] ?? ""),
    ...shownNames(snapshot, entry),
    metadata: entry.metadata,
    correctsEntryId: entry.corrects === 0 ? null : entryId(entry.corrects),
    reservationId: entry.reservation === 0 ? null : reservationId(entry.reservation),
    idempotencyKey: entry.idempotencyKey,
  };
}
