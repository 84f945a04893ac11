// Reservations as a few flat arrays: so they cross threads cheaply, are written to their rows and come back from them.
import type { Reservation, ReservationState, ReservedItem } from "@purser/core";
import type { ReservationChange } from "@purser/service";
import { NUMBER_BYTES_MAX, readNumberList, writeNumberList } from "./number-list.ts";

export interface PackedReservations {
  /** RESERVATION_NUMBERS to a reservation, in the order of the constants below. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** Number lists, one behind the other: of each reservation its items, its resolved entities, its paths. */
  readonly lists: Uint8Array<ArrayBuffer>;
  /** RESERVATION_TEXTS to a reservation: dimensions, named and metadata as JSON, and the content of the commit. */
  readonly texts: readonly (string | null)[];
}

export const RESERVATION_NUMBERS = 16;
export const NUMBER = 0;
const CUSTOMER = 1;
const TIMESTAMP = 2;
const OPENED = 3;
const OPENED_AT = 4;
const PARENT = 5;
const DEPTH = 6;
const FIRST_OPENED_AT = 7;
export const EXPIRES_AT = 8;
export const IS_LATE = 9;
/** Index in STATES. */
export const STATE = 10;
/** Index in STATES of what it was, -1 for one that is opened. */
export const STATE_BEFORE = 11;
export const LISTS_START = 12;
export const ITEMS_END = 13;
export const RESOLVED_END = 14;
export const PATHS_END = 15;

export const RESERVATION_TEXTS = 4;
export const DIMENSIONS = 0;
export const NAMED = 1;
export const METADATA = 2;
export const COMMIT_CONTENT = 3;

export const STATES: readonly ReservationState[] = ["open", "committed", "released", "expired"];

/** Capability, amount, and one more than what was committed (0 before). */
const ITEM_NUMBERS = 3;

export const reservationCount = ({ numbers }: PackedReservations): number => numbers.length / RESERVATION_NUMBERS;

export function packChanges(changes: readonly ReservationChange[]): PackedReservations {
  const numbers = new Float64Array(changes.length * RESERVATION_NUMBERS);
  const texts: (string | null)[] = [];
  const lists = new Uint8Array(changes.reduce(countListed, 0) * NUMBER_BYTES_MAX);
  let offset = 0;
  let start = 0;
  for (const { before, after } of changes) {
    putNumbers(numbers, offset, after);
    numbers[offset + STATE_BEFORE] = before === null ? -1 : STATES.indexOf(before.state);
    const itemsEnd = writeItems(after.items, lists, start);
    const resolvedEnd = writeNumberList(after.resolved, lists, itemsEnd);
    const pathsEnd = writePaths(after.paths, lists, resolvedEnd);
    numbers[offset + LISTS_START] = start;
    numbers[offset + ITEMS_END] = itemsEnd;
    numbers[offset + RESOLVED_END] = resolvedEnd;
    numbers[offset + PATHS_END] = pathsEnd;
    texts.push(json(after.dimensions), json(after.named), json(after.metadata), after.commitContent);
    offset += RESERVATION_NUMBERS;
    start = pathsEnd;
  }
  return { numbers, lists, texts };
}

function countListed(sum: number, { after }: ReservationChange): number {
  let count = sum + after.items.length * ITEM_NUMBERS + after.resolved.length;
  for (const path of after.paths) count += path.length + 1;
  return count;
}

function writeItems(items: readonly ReservedItem[], bytes: Uint8Array, offset: number): number {
  let end = offset;
  for (const { capability, amount, committed } of items) {
    end = writeNumberList([capability, amount, committed === null ? 0 : committed + 1], bytes, end);
  }
  return end;
}

const END_OF_PATH = [0];

function writePaths(paths: Reservation["paths"], bytes: Uint8Array, offset: number): number {
  let end = offset;
  for (const path of paths) end = writeNumberList(END_OF_PATH, bytes, writeNumberList(path, bytes, end));
  return end;
}

function putNumbers(numbers: Float64Array, offset: number, row: Reservation): void {
  numbers[offset + NUMBER] = row.number;
  numbers[offset + CUSTOMER] = row.customer;
  numbers[offset + TIMESTAMP] = row.timestamp;
  numbers[offset + OPENED] = row.opened;
  numbers[offset + OPENED_AT] = row.openedAt;
  numbers[offset + PARENT] = row.parent;
  numbers[offset + DEPTH] = row.depth;
  numbers[offset + FIRST_OPENED_AT] = row.firstOpenedAt;
  numbers[offset + EXPIRES_AT] = row.expiresAt;
  numbers[offset + IS_LATE] = Number(row.isLate);
  numbers[offset + STATE] = STATES.indexOf(row.state);
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

export function unpackReservations(packed: PackedReservations): Reservation[] {
  return Array.from({ length: reservationCount(packed) }, (_, index) => unpacked(packed, index));
}

function unpacked({ numbers, lists, texts }: PackedReservations, index: number): Reservation {
  const at = (place: number): number => numbers[index * RESERVATION_NUMBERS + place] ?? 0;
  const text = (place: number): string | null => texts[index * RESERVATION_TEXTS + place] ?? null;
  return {
    number: at(NUMBER),
    customer: at(CUSTOMER),
    state: STATES[at(STATE)] ?? "open",
    items: itemsOf(readNumberList(lists, at(LISTS_START), at(ITEMS_END))),
    resolved: readNumberList(lists, at(ITEMS_END), at(RESOLVED_END)),
    paths: pathsOf(readNumberList(lists, at(RESOLVED_END), at(PATHS_END))),
    timestamp: at(TIMESTAMP),
    opened: at(OPENED),
    openedAt: at(OPENED_AT),
    expiresAt: at(EXPIRES_AT),
    parent: at(PARENT),
    depth: at(DEPTH),
    firstOpenedAt: at(FIRST_OPENED_AT),
    dimensions: parsed(text(DIMENSIONS)),
    named: parsed(text(NAMED)),
    metadata: parsed(text(METADATA)),
    isLate: at(IS_LATE) === 1,
    commitContent: text(COMMIT_CONTENT),
  };
}

function itemsOf(numbers: readonly number[]): ReservedItem[] {
  return Array.from({ length: numbers.length / ITEM_NUMBERS }, (_, index) => {
    const [capability = 0, amount = 0, committed = 0] = numbers.slice(index * ITEM_NUMBERS, (index + 1) * ITEM_NUMBERS);
    return { capability, amount, committed: committed === 0 ? null : committed - 1 };
  });
}

function pathsOf(numbers: readonly number[]): number[][] {
  const paths: number[][] = [];
  let path: number[] = [];
  for (const number of numbers) {
    if (number !== 0) path.push(number);
    else {
      paths.push(path);
      path = [];
    }
  }
  return paths;
}

const parsed = (text: string | null) => (text === null ? null : JSON.parse(text));
