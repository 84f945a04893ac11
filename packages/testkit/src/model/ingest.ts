// Ingest of the model: every event alone, counted once per key, at every level that its resolved set reaches (R16, R19–R22).
import { answerNode, budgetsOf, countsFor, type Node } from "./budget.ts";
import { recordCorrection } from "./correction.ts";
import { newCustomer } from "./customer-catalog.ts";
import { beyondRange, unitsOf } from "./decimal.ts";
import { Refusal, refuse, statusOf } from "./refusal.ts";
import { namedBy, resolve, type Unresolved } from "./resolution.ts";
import {
  booleanOf,
  type Fields,
  fieldsOf,
  idOf,
  instantOf,
  metadataOf,
  optional,
  refuseUnknown,
  textOf,
} from "./shape.ts";
import { type Capability, type Draft, draftOf, type Entry, nextId, pairOf } from "./state.ts";

const EVENTS_MAX = 1_000;
const ITEMS_MAX = 8;
const KEY_LENGTH_MAX = 255;
const MINUTE_MS = 60_000;
const AHEAD_MAX_MS = 5 * MINUTE_MS;
const DAY_MS = 1_440 * MINUTE_MS;
const EVENT =
  "customerId capabilityId amount items dimensions entityIds idempotencyKey timestamp metadata strict correctsEntryId";

/** What came of one event. */
export interface Fate {
  readonly status: "accepted" | "duplicate";
  readonly entries: readonly Entry[];
  readonly unresolved: readonly Unresolved[];
}

export function ingest(draft: Draft, fields: Fields, wall: number): unknown {
  refuseUnknown(fields, "events figures");
  const { events } = fields;
  if (!Array.isArray(events) || events.length === 0 || events.length > EVENTS_MAX) refuse("InvalidRequest", "/events");
  const withFigures = optional(fields["figures"], (raw) => booleanOf(raw, "/figures")) ?? true;
  const fates = (events as unknown[]).map((raw) => fateOf(draft, raw, wall));
  const data = fates.map((fate) => {
    if ("problem" in fate) return fate;
    const { idempotencyKey, ...rest } = fate;
    return answerFate(draft, rest, { idempotencyKey, withFigures });
  });
  return { data, position: String(draft.entries.length) };
}

type Told =
  | (Fate & { readonly idempotencyKey: string })
  | { readonly status: "rejected"; readonly idempotencyKey: string; readonly problem: unknown };

/** What a refused event began is thrown away. */
function fateOf(draft: Draft, raw: unknown, wall: number): Told {
  const sent = typeof raw === "object" && raw !== null ? (raw as Fields)["idempotencyKey"] : undefined;
  const idempotencyKey = typeof sent === "string" ? sent : nextId(draft, "key");
  const attempt = draftOf(draft);
  try {
    const fate = recordEvent(attempt, fieldsOf(raw, ""), wall);
    Object.assign(draft, attempt);
    return { ...fate, idempotencyKey };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const problem = {
      code: error.code,
      status: statusOf(error.code),
      path: error.faults[0]?.path ?? "",
      detail: error.message,
    };
    return { status: "rejected", idempotencyKey, problem };
  }
}

/** Purser's now for a customer; a wall clock too far behind it writes nothing (R16). */
export function nowFor(draft: Draft, customerId: string, wall: number): number {
  const last = draft.entries.findLast((entry) => entry.customerId === customerId);
  return Math.max(wall, last?.recordedAt ?? wall);
}

export function writeNow(draft: Draft, customerId: string, wall: number): number {
  const now = nowFor(draft, customerId, wall);
  return now - wall > AHEAD_MAX_MS ? refuse("ClockBehind") : now;
}

function recordEvent(draft: Draft, fields: Fields, wall: number): Fate {
  refuseUnknown(fields, EVENT);
  const customerId = idOf(fields["customerId"], "/customerId");
  const key = optional(fields["idempotencyKey"], keyOf) ?? null;
  if (fields["correctsEntryId"] !== undefined) return recordCorrection(draft, fields, { customerId, key, wall });
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
  if (standing !== null) return standing;
  const timestamp = event.timestamp ?? now;
  if (timestamp > now + AHEAD_MAX_MS) refuse("TimestampInFuture", "/timestamp");
  if (timestamp < now - draft.settings.maxLatenessDays * DAY_MS) refuse("TimestampTooOld", "/timestamp");
  if (!draft.customers.has(customerId)) draft.customers.set(customerId, newCustomer(customerId));
  const resolution = resolve(draft, customerId, event.named);
  if (event.strict && resolution.unresolved.length > 0) refuse("UnresolvedDimensions");
  const kept = { customerId, kind: "ingest" as const, timestamp, recordedAt: now, set: resolution.set, corrects: null };
  const sent = { ...event.named, metadata: event.metadata, idempotencyKey: key };
  const entries = uses.map(({ capability, units }) =>
    append(draft, { ...kept, ...sent, capabilityId: capability.id, units }),
  );
  if (key !== null) draft.keys.set(pairOf(customerId, key), { content, entries });
  return { status: "accepted", entries, unresolved: resolution.unresolved };
}

function keyOf(raw: unknown): string {
  const key = textOf(raw, "/idempotencyKey");
  const isFine = key !== "" && key.trim() === key && [...key].length <= KEY_LENGTH_MAX;
  return isFine ? key : refuse("InvalidRequest", "/idempotencyKey");
}

/** Everything but the amounts; `content` is what was sent, normalised, a field left out left out (R21). */
function eventOf(draft: Draft, fields: Fields) {
  const named = namedBy(fields);
  const timestamp = optional(fields["timestamp"], (raw) => instantOf(raw, "/timestamp"));
  const metadata = optional(fields["metadata"], (raw) => metadataOf(raw, "/metadata")) ?? null;
  const strict = optional(fields["strict"], (raw) => booleanOf(raw, "/strict"));
  const sorted = (record: object | null): unknown => (record === null ? null : Object.entries(record).sort());
  const ids = named.entityIds === null ? null : [...named.entityIds].sort();
  const content = [sorted(named.dimensions), ids, timestamp ?? null, sorted(metadata), strict ?? null];
  return { named, timestamp, metadata, strict: strict ?? draft.settings.strict, content };
}

function usesOf(draft: Draft, fields: Fields): { capability: Capability; units: bigint }[] {
  if (fields["items"] === undefined) return [useOf(draft, fields, "")];
  if (fields["capabilityId"] !== undefined || fields["amount"] !== undefined) refuse("InvalidRequest", "/items");
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
    draft.capabilities.get(idOf(fields["capabilityId"], `${path}/capabilityId`)) ??
    refuse("CapabilityNotFound", `${path}/capabilityId`);
  const rule = { scale: capability.scale, rounds: capability.kind === "currency", path: `${path}/amount` };
  return { capability, units: unitsOf(fields["amount"], rule) };
}

/** What already stands under the key, or null. */
export function standingUnder(
  draft: Draft,
  named: { customerId: string; key: string | null },
  content: string,
): Fate | null {
  const standing = named.key === null ? undefined : draft.keys.get(pairOf(named.customerId, named.key));
  if (standing === undefined) return null;
  if (standing.content !== content) refuse("IdempotencyConflict", "/idempotencyKey");
  return { status: "duplicate", entries: standing.entries, unresolved: [] };
}

/** The only refusal for size: a counter that would leave the range (R1). */
export function append(draft: Draft, row: Omit<Entry, "id" | "sequence">): Entry {
  const entry = { ...row, id: nextId(draft, "entry"), sequence: draft.entries.length + 1 };
  draft.entries.push(entry);
  for (const { used } of movedBy(draft, entry)) if (beyondRange(used)) refuse("AmountOutOfRange");
  return entry;
}

function movedBy(draft: Draft, entry: Entry): Node[] {
  const question = {
    customerId: entry.customerId,
    capabilityId: entry.capabilityId,
    set: entry.set,
    at: entry.timestamp,
  };
  const nodes = entry.set.flatMap((id) => budgetsOf(draft, question, id));
  return nodes.filter(({ assignment }) => assignment !== null && countsFor(assignment, entry));
}

export function answerFate(
  draft: Draft,
  fate: Fate,
  manner: { idempotencyKey: string; withFigures: boolean },
): unknown {
  const { status, entries, unresolved } = fate;
  const result = {
    status,
    idempotencyKey: manner.idempotencyKey,
    ledgerEntryIds: entries.map(({ id }) => id),
    entityIds: entries[0]?.set ?? [],
    unresolved,
    problem: null,
  };
  if (!manner.withFigures) return result;
  const nodes = (entry: Entry): unknown[] =>
    movedBy(draft, entry).map((node) => answerNode(draft, node, { capabilityId: entry.capabilityId, requested: 0n }));
  return { ...result, budgets: entries.flatMap(nodes) };
}
