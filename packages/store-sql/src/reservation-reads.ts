// What is asked of reservations: the open ones in slices, one by its number, and lists by a filter.
import type { ReservationFilter } from "@purser/service";
import { sql } from "kysely";
import { readNumberList } from "./number-list.ts";
import type { PackedReservations } from "./packed-reservations.ts";
import { packReservationRows, RESERVATION_COLUMNS, type ReservationRow } from "./reservation-columns.ts";
import type { ReadSession } from "./session.ts";

/** Reservations to a slice of a start: some 2 MB. */
const OPEN_SLICE = 10_000;
/** Looked through at a time where a filter can't be left to an index. */
const LOOKED_THROUGH = 2_000;

/** Its place among RESERVATION_COLUMNS. */
const RESOLVED = 12;

const columns = (session: ReadSession) =>
  session.tables.selectFrom("reservation").select(RESERVATION_COLUMNS).orderBy("number");

/** A literal, because the index of open ones serves no query that leaves the state to a parameter. */
const isOpen = sql<boolean>`state = 'open'`;

export async function readOpenReservations(session: ReadSession, after: number): Promise<PackedReservations> {
  const query = columns(session).where(isOpen).where("number", ">", after).limit(OPEN_SLICE);
  return packReservationRows(await session.arrays<ReservationRow>(query));
}

export async function readReservation(session: ReadSession, number: number): Promise<PackedReservations> {
  return packReservationRows(await session.arrays<ReservationRow>(columns(session).where("number", "=", number)));
}

export async function readReservations(session: ReadSession, filter: ReservationFilter): Promise<PackedReservations> {
  const found: ReservationRow[] = [];
  const { entity } = filter;
  const size = entity === null ? filter.limit : LOOKED_THROUGH;
  for (let after = filter.after; found.length < filter.limit; ) {
    const rows = await session.arrays<ReservationRow>(listQuery(session, filter, { after, size }));
    found.push(...rows.filter((row) => entity === null || holds(row, entity)));
    if (rows.length < size) break;
    after = rows.at(-1)?.[0] ?? after;
  }
  return packReservationRows(found.slice(0, filter.limit));
}

function holds(row: ReservationRow, entity: number): boolean {
  const resolved = row[RESOLVED];
  return readNumberList(resolved, 0, resolved.length).includes(entity);
}

function listQuery(
  session: ReadSession,
  { customer, state }: ReservationFilter,
  page: { readonly after: number; readonly size: number },
) {
  const query = columns(session).where("number", ">", page.after).limit(page.size);
  // Few are open: the plus keeps the customer's index, which leads through all that ever were, out of it.
  if (state === "open") return query.where(isOpen).where(sql<boolean>`+customer = ${customer}`);
  const ofCustomer = query.where("customer", "=", customer);
  return state === null ? ofCustomer : ofCustomer.where("state", "=", state);
}
