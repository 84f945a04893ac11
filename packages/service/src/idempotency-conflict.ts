// Idempotency conflicts: says which field of an event is another than what its key already stands for (R21).
import {
  type Capability,
  entryId,
  type Fault,
  fault,
  formatAmount,
  type LedgerEntry,
  type UsageEvent,
} from "@purser/core";
import type { Engine } from "./engine.ts";
import type { NewEntry } from "./ports.ts";

/** The event as it would be recorded. */
export interface SentEvent {
  readonly event: UsageEvent;
  readonly measured: readonly { readonly capability: Capability; readonly amount: number }[];
}

type Standing = readonly (NewEntry | LedgerEntry)[];

export function idempotencyConflict(engine: Engine, sent: SentEvent, standing: Standing): Fault {
  const found = difference(engine, sent, standing);
  const advice = "Send a new key for a new event, or the same content to repeat.";
  if (found !== null)
    return fault("IdempotencyConflict", `The key stands for an event with ${found.recorded}. ${advice}`, found.path);
  const detail = `The key stands for another event: a field was sent there that is left out here, or the other way round. ${advice}`;
  return fault("IdempotencyConflict", detail, "/idempotencyKey");
}

interface Difference {
  readonly path: string;
  readonly recorded: string;
}

function difference(engine: Engine, sent: SentEvent, standing: Standing): Difference | null {
  const { event } = sent;
  const [first] = standing;
  if (first === undefined) return null;
  const corrected = first.corrects === 0 ? undefined : entryId(first.corrects);
  if (event.correctsEntryId !== corrected) return { path: "/correctsEntryId", recorded: corrected ?? "no correction" };
  const used = usageDifference(engine, sent, standing);
  if (used !== null || corrected !== undefined) return used;
  if (event.timestamp !== undefined && event.timestamp !== first.timestamp) {
    return { path: "/timestamp", recorded: `timestamp ${new Date(first.timestamp).toISOString()}` };
  }
  return namingDifference(engine, event, first);
}

function usageDifference(engine: Engine, { event, measured }: SentEvent, standing: Standing): Difference | null {
  for (const [index, { capability, amount }] of measured.entries()) {
    const item = event.items === undefined ? "" : `/items/${index}`;
    const entry = standing.find((one) => one.capability === capability.number);
    if (entry === undefined) {
      const ids = standing.map((one) => engine.snapshot.capability(one.capability).id);
      return { path: `${item}/capabilityId`, recorded: `capability ${ids.join(", ")}` };
    }
    if (entry.use !== amount)
      return { path: `${item}/amount`, recorded: `amount ${formatAmount(entry.use, capability.scale)}` };
  }
  return measured.length === standing.length ? null : { path: "/items", recorded: `${standing.length} items` };
}

function namingDifference(engine: Engine, event: UsageEvent, entry: NewEntry): Difference | null {
  const idOf = (named: string | number): string =>
    typeof named === "number" ? (engine.snapshot.entities.ids[named] ?? "") : named;
  const named = entry.named === null ? null : entry.named.map(idOf).sort();
  const dimensions = entry.dimensions === null ? null : sortedText(mapValues(entry.dimensions, idOf));
  if (JSON.stringify(named) !== JSON.stringify(event.entityIds?.toSorted() ?? null)) {
    return { path: "/entityIds", recorded: named === null ? "dimensions instead" : `entityIds ${named.join(", ")}` };
  }
  if (dimensions !== (event.dimensions === undefined ? null : sortedText(event.dimensions))) {
    return { path: "/dimensions", recorded: `dimensions ${dimensions}` };
  }
  const metadata = entry.metadata === null ? null : sortedText(entry.metadata);
  if (metadata === (event.metadata === undefined ? null : sortedText(event.metadata))) return null;
  return { path: "/metadata", recorded: metadata === null ? "no metadata" : `metadata ${metadata}` };
}

type Texts = Readonly<Record<string, string>>;

const mapValues = (values: Readonly<Record<string, string | number>>, map: (value: string | number) => string): Texts =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));

const sortedText = (texts: Texts): string =>
  JSON.stringify(Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1))));
