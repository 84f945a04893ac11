// What the ledger is asked: entries, counters and denial records, each answer packed for its way to another thread.
import type { Denial, DenialFilter, DenialRecord, EntryFilter } from "@purser/service";
import { ENTRY_COLUMNS, type EntryRow, packRows } from "./entry-columns.ts";
import { readNumberList } from "./number-list.ts";
import { kindNumber, type PackedEntries } from "./packed-entries.ts";
import { FIGURE_NUMBERS, KEY_NUMBERS, type Numbers } from "./packed-transaction.ts";
import { startFromColumn } from "./schema.ts";
import type { ReadSession } from "./session.ts";

/** Entries looked through at a time where a filter can't be left to an index. */
const LOOKED_THROUGH = 2_000;
/** Entries to a slice of a scan: some 200 kB, a few milliseconds. */
const SCAN_SLICE = 2_000;
const COUNTER_SLICE = 10_000;

const RESOLVED = ENTRY_COLUMNS.indexOf("resolved");

export async function readEntries(session: ReadSession, filter: EntryFilter): Promise<PackedEntries> {
  const found: EntryRow[] = [];
  const { entity } = filter;
  const size = entity === null ? filter.limit : LOOKED_THROUGH;
  for (let after = filter.after; found.length < filter.limit; ) {
    const rows = await session.arrays<EntryRow>(entriesQuery(session, filter, { after, size }));
    found.push(...rows.filter((row) => entity === null || holds(row, entity)));
    if (rows.length < size) break;
    after = rows.at(-1)?.[0] ?? after;
  }
  return packRows(found.slice(0, filter.limit));
}

function holds(row: EntryRow, entity: number): boolean {
  const resolved = row[RESOLVED] as Uint8Array;
  return readNumberList(resolved, 0, resolved.length).includes(entity);
}

function entriesQuery(
  session: ReadSession,
  filter: EntryFilter,
  page: { readonly after: number; readonly size: number },
) {
  let query = session.tables
    .selectFrom("ledger_entry")
    .select(ENTRY_COLUMNS)
    .where("customer", "=", filter.customer)
    .where("sequence", ">", page.after)
    .orderBy("sequence")
    .limit(page.size);
  if (filter.capability !== null) query = query.where("capability", "=", filter.capability);
  if (filter.from !== null) query = query.where("timestamp", ">=", filter.from);
  if (filter.to !== null) query = query.where("timestamp", "<", filter.to);
  if (filter.kind !== null) query = query.where("kind", "=", kindNumber(filter.kind));
  return query;
}

export async function readWithCorrections(session: ReadSession, sequence: number): Promise<PackedEntries> {
  const { tables } = session;
  const entry = tables.selectFrom("ledger_entry").select(ENTRY_COLUMNS).where("sequence", "=", sequence);
  const corrections = tables
    .selectFrom("ledger_entry")
    .select(ENTRY_COLUMNS)
    .where("corrects", "=", sequence)
    .orderBy("sequence");
  const rows = await session.arrays<EntryRow>(entry);
  if (rows.length > 0) rows.push(...(await session.arrays<EntryRow>(corrections)));
  return packRows(rows);
}

export async function readScanSlice(
  session: ReadSession,
  range: { readonly customer: number; readonly after: number; readonly until: number },
): Promise<PackedEntries> {
  let query = session.tables
    .selectFrom("ledger_entry")
    .select(ENTRY_COLUMNS)
    .where("sequence", ">", range.after)
    .where("sequence", "<=", range.until)
    .orderBy("sequence")
    .limit(SCAN_SLICE);
  if (range.customer !== 0) query = query.where("customer", "=", range.customer);
  return packRows(await session.arrays<EntryRow>(query));
}

/** Marks tell the latest recording time up to an entry: the newest one before the instant is as far as is sure. */
export async function readSequenceBefore(session: ReadSession, instant: number): Promise<number> {
  const query = session.tables
    .selectFrom("ledger_mark")
    .select("sequence")
    .where("latest_recorded_at", "<", instant)
    .orderBy("sequence", "desc")
    .limit(1);
  const [row] = await session.rows(query);
  return row?.sequence ?? 0;
}

/** The counters after `after` (assignment, entity, start) in the order of their key; none: the first ones. */
export async function readCounterSlice(session: ReadSession, after: readonly number[]): Promise<Numbers> {
  const rows = await session.arrays<readonly number[]>(counterSliceQuery(session, after));
  const figures = new Float64Array(rows.length * FIGURE_NUMBERS);
  for (const [index, row] of rows.entries()) figures.set(row, index * FIGURE_NUMBERS);
  return figures;
}

function counterSliceQuery(session: ReadSession, after: readonly number[]) {
  const [assignment = 0, entity = 0, start = 0] = after;
  const query = session.tables
    .selectFrom("counter")
    .select(["assignment", "entity", "period_start", "used", "held", "uncarved", "excess"])
    .orderBy("assignment")
    .orderBy("entity")
    .orderBy("period_start")
    .limit(COUNTER_SLICE);
  if (after.length < KEY_NUMBERS) return query;
  return query.where((where) =>
    where(where.refTuple("assignment", "entity", "period_start"), ">", where.tuple(assignment, entity, start)),
  );
}

export async function readDenials(session: ReadSession, filter: DenialFilter): Promise<DenialRecord[]> {
  let query = session.tables.selectFrom("denial_record").selectAll().where("customer", "=", filter.customer);
  if (filter.entity !== null) query = query.where("entity", "=", filter.entity);
  if (filter.capability !== null) query = query.where("capability", "=", filter.capability);
  const rows = await session.rows(query);
  return rows.map((row) => ({
    customer: row.customer,
    entity: row.entity,
    assignment: row.assignment,
    periodStart: startFromColumn(row.period_start),
    capability: row.capability,
    count: row.count,
    firstAt: row.first_at,
    lastAt: row.last_at,
    // Earlier versions didn't keep what was asked.
    recent: (JSON.parse(row.recent) as Denial[]).map((denial) => ({ ...denial, asking: denial.asking ?? null })),
  }));
}
