// Ledger entries between their columns and their packed form: the one place that knows the order of the columns.

import type { LedgerEntryTable } from "./ledger-tables.ts";
import {
  CAPABILITY,
  CHAINS_END,
  CORRECTS,
  COUNTED_AS,
  CUSTOMER,
  DIMENSIONS,
  ENTRY_NUMBERS,
  ENTRY_TEXTS,
  HOLD,
  IDEMPOTENCY_KEY,
  KIND,
  METADATA,
  NAMED,
  type PackedEntries,
  RECORDED_AT,
  RESERVATION,
  RESOLVED_END,
  RESOLVED_START,
  TIMESTAMP,
  USE,
} from "./packed-entries.ts";

export const ENTRY_COLUMNS = [
  "sequence",
  "customer",
  "capability",
  "kind",
  "use",
  "hold",
  "timestamp",
  "recorded_at",
  "resolved",
  "dimensions",
  "named",
  "metadata",
  "corrects",
  "idempotency_key",
  "reservation",
  "counted_as",
  "chains",
] as const satisfies readonly (keyof LedgerEntryTable)[];

/** The first of them stand in the order of the packed numbers, SEQUENCE to RECORDED_AT. */
const SHARED_COLUMNS = RECORDED_AT + 1;

/** A row as it comes from the database, in the order of ENTRY_COLUMNS. */
export type EntryRow = readonly [
  sequence: number,
  customer: number,
  capability: number,
  kind: number,
  use: number,
  hold: number,
  timestamp: number,
  recordedAt: number,
  resolved: Uint8Array,
  dimensions: string | null,
  named: string | null,
  metadata: string | null,
  corrects: number | null,
  idempotencyKey: string | null,
  reservation: number | null,
  countedAs: number | null,
  chains: Uint8Array | null,
];

export function packRows(rows: readonly EntryRow[]): PackedEntries {
  const numbers = new Float64Array(rows.length * ENTRY_NUMBERS);
  const lists = new Uint8Array(rows.reduce((sum, row) => sum + row[8].length + (row[16]?.length ?? 0), 0));
  const texts: (string | null)[] = [];
  let offset = 0;
  let start = 0;
  for (const row of rows) {
    for (let column = 0; column < SHARED_COLUMNS; column += 1) numbers[offset + column] = row[column] as number;
    numbers[offset + CORRECTS] = row[12] ?? 0;
    numbers[offset + RESERVATION] = row[14] ?? 0;
    numbers[offset + COUNTED_AS] = row[15] ?? row[12] ?? 0;
    numbers[offset + RESOLVED_START] = start;
    lists.set(row[8], start);
    start += row[8].length;
    numbers[offset + RESOLVED_END] = start;
    const chains = row[16];
    if (chains !== null) lists.set(chains, start);
    start += chains === null ? 0 : chains.length;
    numbers[offset + CHAINS_END] = start;
    texts.push(row[9], row[10], row[11], row[13]);
    offset += ENTRY_NUMBERS;
  }
  return { numbers, lists, texts };
}

/** The row of the entry at `index`, which the ledger gives the sequence. */
export function entryRow(entries: PackedEntries, index: number, sequence: number): EntryRow {
  const { numbers, lists, texts } = entries;
  const offset = index * ENTRY_NUMBERS;
  const text = index * ENTRY_TEXTS;
  const at = (column: number): number => numbers[offset + column] ?? 0;
  const resolvedEnd = at(RESOLVED_END);
  const chainsEnd = at(CHAINS_END);
  return [
    sequence,
    at(CUSTOMER),
    at(CAPABILITY),
    at(KIND),
    at(USE),
    at(HOLD),
    at(TIMESTAMP),
    at(RECORDED_AT),
    lists.subarray(at(RESOLVED_START), resolvedEnd),
    texts[text + DIMENSIONS] ?? null,
    texts[text + NAMED] ?? null,
    texts[text + METADATA] ?? null,
    at(CORRECTS) || null,
    texts[text + IDEMPOTENCY_KEY] ?? null,
    at(RESERVATION) || null,
    at(COUNTED_AS) === at(CORRECTS) ? null : at(COUNTED_AS),
    chainsEnd === resolvedEnd ? null : lists.subarray(resolvedEnd, chainsEnd),
  ];
}
