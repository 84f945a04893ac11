// Ingest of the model: every event alone, counted once per key, at every level that its resolved set reaches (R16, R19–R22).

import { CLOCK_SKEW_MAX_MS, writeNow } from "./clock.ts";
import { recordCorrection } from "./correction.ts";
import { newCustomer } from "./customer-catalog.ts";
import { unitsOf } from "./decimal.ts";
import { answerFate, append, type Fate, standingUnder } from "./recording.ts";
import { Refusal, refuse, statusOf } from "./refusal.ts";
import { namedBy, resolve } from "./resolution.ts";
import {
  booleanOf,
  type Fields,
  fieldsOf,
  idOf,
  instantOf,
  isKey,
  metadataOf,
  optional,
  refuseUnknown,
  textOf,
} from "./shape.ts";
import { type Capability, type Draft, draftOf, nextId, pairOf } from "./state.ts";

const EVENTS_MAX = 1_000;
const ITEMS_MAX = 8;

const DAY_MS = 86_400_000;
const EVENT =
  "customerId capabilityId amount items dimensions entityIds idempotencyKey timestamp metadata strict correctsEntryId";

export function ingest(draft: Draft, fields: Fields, wall: number): unknown {
  refuseUnknown(fields, "events figures");
  const { events } = fields;
  if (!Array.isArray(events) || events.length === 0 || events.length > EVENTS_MAX) refuse("InvalidRequest", "/events");
  const withFigures = optional(fields.figures, (raw) => booleanOf(raw, "/figures")) ?? true;
  const results = (events as unknown[]).map((raw) => resultOf(draft, raw, { wall, withFigures }));
  return { data: results.map((tell) => tell()), position: String(draft.entries.length) };
}

/** Figures are those after this event, of a duplicate those after its batch; what a refused event began is thrown away. */
function resultOf(
  draft: Draft,
  raw: unknown,
  manner: { readonly wall: number; readonly withFigures: boolean },
): () => unknown {
  const sent = typeof raw === "object" && raw !== null ? (raw as Fields).idempotencyKey : undefined;
  const idempotencyKey = typeof sent === "string" && isKey(sent) ? sent : nextId(draft, "key");
  const attempt = draftOf(draft);
  try {
    const fate = recordEvent(attempt, fieldsOf(raw, ""), manner.wall);
    Object.assign(draft, attempt);
    const tell = (): unknown => answerFate(draft, fate, { idempotencyKey, withFigures: manner.withFigures });
    if (fate.status === "duplicate") return tell;
    const told = tell();
    return () => told;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const path = error.faults[0]?.path ?? "";
    const problem = { code: error.code, status: statusOf(error.code), path, detail: error.message };
    return () => ({ status: "rejected", idempotencyKey, problem });
  }
}

function recordEvent(draft: Draft, fields: Fields, wall: number): Fate {
  refuseUnknown(fields, EVENT);
  const customerId = idOf(fields.customerId, "/customerId");
  const key = optional(fields.idempotencyKey, keyOf) ?? null;
  if (fields.correctsEntryId !== undefined) return recordCorrection(draft, fields, { customerId, key, wall });
  const event = eventOf(draft, fields);
  if (!draft.customers.has(customerId) && event.strict) refuse("CustomerNotFound", "/customerId");
  const now = writeNow(draft, customerId, wall);
  const uses = usesOf(draft, fields);
  const content = JSON.stringify([
    uses.map(({ capability, units }) => [capability.id, String(units)]).sort(),
    "items" in fields,
    event.content,
  ]);
  const standing = standingUnder(draft, { customerId, key }, content);
  if (standing !== null) return { status: "duplicate", entries: standing.entries, unresolved: [] };
  const timestamp = event.timestamp ?? now;
  if (timestamp > now + CLOCK_SKEW_MAX_MS) refuse("TimestampInFuture", "/timestamp");
  if (timestamp < now - draft.settings.maxLatenessDays * DAY_MS) refuse("TimestampTooOld", "/timestamp");
  if (!draft.customers.has(customerId)) draft.customers.set(customerId, newCustomer(customerId));
  const resolution = resolve(draft, { customerId, at: now }, event.named);
  if (event.strict && resolution.unresolved.length > 0) refuse("UnresolvedDimensions");
  const kept = { customerId, kind: "ingest" as const, timestamp, recordedAt: now, set: resolution.set };
  const sent = { ...event.named, metadata: event.metadata, idempotencyKey: key };
  const entries = uses.map(({ capability, units }) =>
    append(draft, { ...kept, ...sent, capabilityId: capability.id, units }),
  );
  if (key !== null) draft.keys.set(pairOf(customerId, key), { content, entries, granted: null });
  return { status: "accepted", entries, unresolved: resolution.unresolved };
}

export function keyOf(raw: unknown): string {
  const key = textOf(raw, "/idempotencyKey");
  return isKey(key) ? key : refuse("InvalidRequest", "/idempotencyKey");
}

/** Everything but the amounts; `content` is what was sent, normalised, a field left out left out (R21). */
function eventOf(draft: Draft, fields: Fields) {
  const named = namedBy(fields);
  const timestamp = optional(fields.timestamp, (raw) => instantOf(raw, "/timestamp"));
  const metadata = optional(fields.metadata, (raw) => metadataOf(raw, "/metadata")) ?? null;
  const strict = optional(fields.strict, (raw) => booleanOf(raw, "/strict"));
  const sorted = (record: object | null): unknown => (record === null ? null : Object.entries(record).sort());
  const ids = named.entityIds === null ? null : [...named.entityIds].sort();
  const content = [sorted(named.dimensions), ids, timestamp ?? null, sorted(metadata), strict ?? null];
  return { named, timestamp, metadata, strict: strict ?? draft.settings.strict, content };
}

function usesOf(draft: Draft, fields: Fields): { capability: Capability; units: bigint }[] {
  if (fields.items === undefined) return [useOf(draft, fields, "")];
  if (fields.capabilityId !== undefined || fields.amount !== undefined) refuse("InvalidRequest", "/items");
  const { items } = fields;
  if (!Array.isArray(items) || items.length === 0 || items.length > ITEMS_MAX) refuse("InvalidRequest", "/items");
  const uses = (items as unknown[]).map((raw, index) => {
    const item = fieldsOf(raw, `/items/${index}`);
    refuseUnknown(item, "capabilityId amount", `/items/${index}`);
    return useOf(draft, item, `/items/${index}`);
  });
  if (new Set(uses.map(({ capability }) => capability.id)).size < uses.length) refuse("InvalidRequest", "/items");
  return uses;
}

function useOf(draft: Draft, fields: Fields, path: string): { capability: Capability; units: bigint } {
  const capability =
    draft.capabilities.get(idOf(fields.capabilityId, `${path}/capabilityId`)) ??
    refuse("CapabilityNotFound", `${path}/capabilityId`);
  const rule = { scale: capability.scale, rounds: capability.kind === "currency", path: `${path}/amount` };
  return { capability, units: unitsOf(fields.amount, rule) };
}
