// Reservations between their columns and their packed form: the one place that knows the order of the columns.
import type { ReservationState } from "@purser/core";

import type { ReservationTable } from "./ledger-tables.ts";
import {
  COMMIT_CONTENT,
  DIMENSIONS,
  EXPIRES_AT,
  IS_LATE,
  ITEMS_END,
  LISTS_START,
  METADATA,
  NAMED,
  NUMBER,
  PATHS_END,
  type PackedReservations,
  RESERVATION_NUMBERS,
  RESERVATION_TEXTS,
  RESOLVED_END,
  STATE,
  STATE_BEFORE,
  STATES,
} from "./packed-reservations.ts";

/** The first of them stand in the order of the packed numbers, NUMBER to IS_LATE. */
export const RESERVATION_COLUMNS = [
  "number",
  "customer",
  "timestamp",
  "opened",
  "opened_at",
  "parent",
  "depth",
  "first_opened_at",
  "expires_at",
  "is_late",
  "state",
  "items",
  "resolved",
  "paths",
  "dimensions",
  "named",
  "metadata",
  "commit_content",
] as const satisfies readonly (keyof ReservationTable)[];

const SHARED_COLUMNS = IS_LATE + 1;
const LISTS: ReadonlySet<string> = new Set(["items", "resolved", "paths"]);

/** Node 22 hands an empty array on as null. */
export const OPEN_RESERVATION = `insert into reservation (${RESERVATION_COLUMNS.join(", ")})
  values (${RESERVATION_COLUMNS.map((name) => (LISTS.has(name) ? "coalesce(?, x'')" : "?")).join(", ")})`;
export const CHANGE_RESERVATION = `update reservation
  set expires_at = ?, is_late = ?, state = ?, items = ?, commit_content = ? where number = ? and state = ?`;

type ColumnValue = number | string | Uint8Array<ArrayBuffer> | null;

/** Whether the change at `index` opens a reservation. */
export const isOpening = ({ numbers }: PackedReservations, index: number): boolean =>
  (numbers[index * RESERVATION_NUMBERS + STATE_BEFORE] ?? 0) < 0;

/** Values of OPEN_RESERVATION. */
export function openedRow({ numbers, lists, texts }: PackedReservations, index: number): ColumnValue[] {
  const offset = index * RESERVATION_NUMBERS;
  const text = index * RESERVATION_TEXTS;
  const at = (place: number): number => numbers[offset + place] ?? 0;
  return [
    ...numbers.subarray(offset, offset + SHARED_COLUMNS),
    STATES[at(STATE)] ?? null,
    lists.subarray(at(LISTS_START), at(ITEMS_END)),
    lists.subarray(at(ITEMS_END), at(RESOLVED_END)),
    lists.subarray(at(RESOLVED_END), at(PATHS_END)),
    texts[text + DIMENSIONS] ?? null,
    texts[text + NAMED] ?? null,
    texts[text + METADATA] ?? null,
    texts[text + COMMIT_CONTENT] ?? null,
  ];
}

/** Values of CHANGE_RESERVATION: what it opened with is not written again, an erasure may have rewritten it (R42). */
export function changedRow({ numbers, lists, texts }: PackedReservations, index: number): ColumnValue[] {
  const at = (place: number): number => numbers[index * RESERVATION_NUMBERS + place] ?? 0;
  return [
    at(EXPIRES_AT),
    at(IS_LATE),
    STATES[at(STATE)] ?? null,
    lists.subarray(at(LISTS_START), at(ITEMS_END)),
    texts[index * RESERVATION_TEXTS + COMMIT_CONTENT] ?? null,
    at(NUMBER),
    STATES[at(STATE_BEFORE)] ?? null,
  ];
}

/** A row as it comes from the database, in the order of RESERVATION_COLUMNS. */
export type ReservationRow = readonly [
  number: number,
  customer: number,
  timestamp: number,
  opened: number,
  openedAt: number,
  parent: number,
  depth: number,
  firstOpenedAt: number,
  expiresAt: number,
  isLate: number,
  state: string,
  items: Uint8Array,
  resolved: Uint8Array,
  paths: Uint8Array,
  dimensions: string | null,
  named: string | null,
  metadata: string | null,
  commitContent: string | null,
];

export function packReservationRows(rows: readonly ReservationRow[]): PackedReservations {
  const numbers = new Float64Array(rows.length * RESERVATION_NUMBERS);
  const lists = new Uint8Array(rows.reduce((sum, row) => sum + row[11].length + row[12].length + row[13].length, 0));
  const texts: (string | null)[] = [];
  let offset = 0;
  let start = 0;
  for (const row of rows) {
    for (let column = 0; column < SHARED_COLUMNS; column += 1) numbers[offset + column] = row[column] as number;
    numbers[offset + STATE] = stateIndex(row[10]);
    numbers[offset + LISTS_START] = start;
    for (const [list, bytes] of [row[11], row[12], row[13]].entries()) {
      lists.set(bytes, start);
      start += bytes.length;
      numbers[offset + ITEMS_END + list] = start;
    }
    texts.push(row[14], row[15], row[16], row[17]);
    offset += RESERVATION_NUMBERS;
  }
  return { numbers, lists, texts };
}

function stateIndex(state: string): number {
  const index = STATES.indexOf(state as ReservationState);
  if (index < 0) throw new Error(`The ledger holds a reservation that is ${state}, which this version doesn't know.`);
  return index;
}
