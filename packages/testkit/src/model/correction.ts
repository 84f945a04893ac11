// Corrections of the model: entries that take back use, never more than is left of what they correct (R23).

import { writeNow } from "./clock.ts";
import { activeCustomer } from "./customer-catalog.ts";
import { decimalOf, unitsOf } from "./decimal.ts";
import type { Entry } from "./ledger-rows.ts";
import { answerFate, append, type Fate, standingUnder } from "./recording.ts";
import { refuse } from "./refusal.ts";
import { type Fields, idOf, isoOf, metadataOf, optional, refuseUnknown } from "./shape.ts";
import { type Draft, pairOf } from "./state.ts";

/** Begins keys that no caller can send: text with it is not well-formed. */
const VOID = "\ud800";

interface Sent {
  readonly customerId: string;
  readonly key: string | null;
  readonly wall: number;
}

/** An ingest event with `correctsEntryId`. */
export function recordCorrection(draft: Draft, fields: Fields, sent: Sent): Fate {
  for (const name of ["capabilityId", "items", "dimensions", "entityIds", "timestamp"]) {
    if (fields[name] !== undefined) refuse("InvalidRequest", `/${name}`);
  }
  if (sent.key === null) refuse("InvalidRequest", "/idempotencyKey");
  const original = entryOf(draft, sent.customerId, { id: fields.correctsEntryId, path: "/correctsEntryId" });
  if (!isUse(original)) refuse("NotCorrectable", "/correctsEntryId");
  const capability = draft.capabilities.get(original.capabilityId) ?? refuse("CapabilityNotFound");
  const rule = { scale: capability.scale, rounds: capability.kind === "currency", negative: true, path: "/amount" };
  const units = unitsOf(fields.amount, rule);
  if (units >= 0n) refuse("InvalidRequest", "/amount");
  const metadata = optional(fields.metadata, (raw) => metadataOf(raw, "/metadata")) ?? null;
  const content = JSON.stringify([
    "correction",
    original.id,
    String(units),
    metadata === null ? null : Object.entries(metadata).sort(),
  ]);
  return takeBack(draft, original, { ...sent, units, content, metadata });
}

interface TakingBack extends Sent {
  readonly units: bigint;
  readonly content: string;
  readonly metadata: Entry["metadata"];
}

function takeBack(draft: Draft, original: Entry, taking: TakingBack): Fate {
  const recordedAt = writeNow(draft, original.customerId, taking.wall);
  const standing = standingUnder(draft, taking, taking.content);
  if (standing !== null) return { status: "duplicate", entries: standing.entries, unresolved: [] };
  if (leftOf(draft, original) + taking.units < 0n) refuse("CorrectionExceedsEntry", "/amount");
  const { id: _, sequence: __, ...kept } = original;
  const { units, metadata, key } = taking;
  const isVoid = key?.startsWith(VOID) ?? false;
  const entry = append(draft, {
    ...kept,
    kind: "correction",
    units,
    held: 0n,
    recordedAt,
    metadata,
    corrects: original,
    reservationId: null,
    idempotencyKey: isVoid ? null : key,
  });
  if (key !== null)
    draft.keys.set(pairOf(original.customerId, key), { content: taking.content, entries: [entry], granted: null });
  return { status: "accepted", entries: [entry], unresolved: [] };
}

/** Only use is corrected, never a correction or what only holds. */
const isUse = ({ kind }: Entry): boolean => ["ingest", "consume", "commit"].includes(kind);

const leftOf = (draft: Draft, original: Entry): bigint =>
  draft.entries
    .filter((entry) => entry.corrects?.id === original.id)
    .reduce((left, entry) => left + entry.units, original.units);

/** Takes whatever is left; its key, which no caller can send, makes a second one a duplicate. */
export function voidLedgerEntry(draft: Draft, fields: Fields, wall: number): unknown {
  refuseUnknown(fields, "customerId entryId metadata");
  const { id: customerId } = activeCustomer(draft, fields);
  const original = entryOf(draft, customerId, { id: fields.entryId, path: "" });
  if (!isUse(original)) refuse("NotCorrectable");
  const metadata = optional(fields.metadata, (raw) => metadataOf(raw, "/metadata")) ?? null;
  const key = VOID + original.id;
  const fate = takeBack(draft, original, {
    customerId,
    key,
    wall,
    units: -leftOf(draft, original),
    content: key,
    metadata,
  });
  return answerFate(draft, fate, { idempotencyKey: `void:${original.id}`, withFigures: true });
}

export function entryOf(
  draft: Draft,
  customerId: string,
  named: { readonly id: unknown; readonly path: string },
): Entry {
  const id = idOf(named.id, named.path);
  return (
    draft.entries.find((entry) => entry.customerId === customerId && entry.id === id) ?? refuse("NotFound", named.path)
  );
}

export function answerEntry(draft: Draft, entry: Entry): unknown {
  const { id, kind, capabilityId, dimensions, entityIds, metadata, reservationId, idempotencyKey } = entry;
  const { scale = 0 } = draft.capabilities.get(capabilityId) ?? {};
  return {
    id,
    position: String(entry.sequence),
    kind,
    capabilityId,
    amount: decimalOf(entry.units, scale),
    held: decimalOf(entry.held, scale),
    timestamp: isoOf(entry.timestamp),
    recordedAt: isoOf(entry.recordedAt),
    resolvedEntityIds: entry.set,
    dimensions,
    entityIds,
    metadata,
    correctsEntryId: entry.corrects?.id ?? null,
    reservationId,
    idempotencyKey,
  };
}
