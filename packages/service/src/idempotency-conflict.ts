// Idempotency conflicts: says which field of a request is another than what its key already stands for (R21).
import {
  type Capability,
  entryId,
  type Fault,
  fault,
  formatAmount,
  type LedgerEntry,
  type LedgerEntryKind,
  type SentFields,
} from "@purser/core";
import type { Engine } from "./engine.ts";
import type { NewEntry } from "./ports.ts";

/** The request as it would be recorded. */
export interface SentEvent {
  readonly operation: "ingest" | "consume" | "reserve" | "split";
  readonly fields: SentFields;
  readonly measured: readonly {
    readonly capability: Capability;
    readonly amount: number;
    readonly minAmount?: number | null;
  }[];
}

/** What the first entry of each operation is. */
const OPERATIONS: Readonly<Partial<Record<LedgerEntryKind, SentEvent["operation"]>>> = {
  ingest: "ingest",
  correction: "ingest",
  consume: "consume",
  hold: "reserve",
  split: "split",
};

type Standing = readonly (NewEntry | LedgerEntry)[];

export function idempotencyConflict(engine: Engine, sent: SentEvent, standing: Standing): Fault {
  const found = difference(engine, sent, standing);
  const advice = "Send a new key for a new event, or the same content to repeat.";
  if (found !== null)
    return fault(
      "IdempotencyConflict",
      `The key stands for ${article(sent)} with ${found.recorded}. ${advice}`,
      found.path,
    );
  const operation = OPERATIONS[standing[0]?.kind ?? "ingest"];
  if (operation !== sent.operation) {
    const other = `The key stands for ${operation === "ingest" ? "an ingest" : `a ${operation}`}. ${advice}`;
    return fault("IdempotencyConflict", other, "/idempotencyKey");
  }
  const detail = `The key stands for another event: a field was sent there that is left out here, or the other way round. ${advice}`;
  return fault("IdempotencyConflict", detail, "/idempotencyKey");
}

const article = ({ operation }: SentEvent): string => (operation === "ingest" ? "an event" : `a ${operation}`);

interface Difference {
  readonly path: string;
  readonly recorded: string;
}

function difference(engine: Engine, sent: SentEvent, standing: Standing): Difference | null {
  const event = sent.fields;
  const [first] = standing;
  if (first === undefined || OPERATIONS[first.kind] !== sent.operation) return null;
  const corrected = first.corrects === 0 ? undefined : entryId(first.corrects);
  if (event.correctsEntryId !== corrected) return { path: "/correctsEntryId", recorded: corrected ?? "no correction" };
  const used = usageDifference(engine, sent, standing);
  if (used !== null || corrected !== undefined) return used;
  if (event.timestamp !== undefined && event.timestamp !== first.timestamp) {
    return { path: "/timestamp", recorded: `timestamp ${new Date(first.timestamp).toISOString()}` };
  }
  return namingDifference(engine, event, first);
}

function usageDifference(engine: Engine, sent: SentEvent, standing: Standing): Difference | null {
  const { fields, measured, operation } = sent;
  // A split's own entries stand before those of what it was split from.
  const own = standing.filter(({ reservation }) => reservation === standing[0]?.reservation);
  for (const [index, { capability, amount, minAmount }] of measured.entries()) {
    const item = fields.items === undefined ? "" : `/items/${index}`;
    const entry = own.find((one) => one.capability === capability.number);
    if (entry === undefined) {
      const ids = own.map((one) => engine.snapshot.capability(one.capability).id);
      return { path: `${item}/capabilityId`, recorded: `capability ${ids.join(", ")}` };
    }
    const recorded = operation === "ingest" || operation === "consume" ? entry.use : entry.hold;
    // With a minAmount the entry shows what was held, which may be less than was asked for.
    if (recorded === amount || typeof minAmount === "number") continue;
    const field = operation === "consume" ? "requestedUsage" : "amount";
    return { path: `${item}/${field}`, recorded: `${field} ${formatAmount(recorded, capability.scale)}` };
  }
  return measured.length === own.length ? null : { path: "/items", recorded: `${own.length} items` };
}

function namingDifference(engine: Engine, event: SentFields, entry: NewEntry): Difference | null {
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
