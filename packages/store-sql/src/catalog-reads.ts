// What the catalog is asked: rows by kind in slices, what start-up needs beside them, and the audit log.
import type { CatalogKind } from "@purser/core";
import type { AuditEntry, AuditFilter, ChangeFilter } from "@purser/service";
import { CATALOG_CODECS, type PackedRows, packCatalogRows } from "./catalog-rows.ts";
import type { Numbers } from "./packed-transaction.ts";
import { type AuditEntryTable, ONLY_SHARD } from "./schema.ts";
import type { ReadSession } from "./session.ts";

/** Rows to a slice: the main thread takes one in some ten milliseconds. */
const ROW_SLICE = 10_000;

export interface RowSlice {
  readonly packed: PackedRows;
  /** Number of the last row, to go on from. */
  readonly last: number;
}

export async function readRowSlice(session: ReadSession, kind: CatalogKind, after: number): Promise<RowSlice> {
  const codec = CATALOG_CODECS[kind];
  const query = session.tables
    .selectFrom(codec.table as "entity")
    .select(Object.keys(codec.columns) as "number"[])
    .where("number", ">", after)
    .orderBy("number")
    .limit(ROW_SLICE);
  const rows = await session.arrays<readonly unknown[]>(query);
  return { packed: packCatalogRows(kind, rows), last: Number(rows.at(-1)?.[0] ?? after) };
}

export interface PackedState {
  readonly head: number;
  readonly lastAssignment: number;
  readonly lastReservation: number;
  readonly revision: number;
  /** Pairs: customer, recording time of its last entry. */
  readonly lastRecorded: Numbers;
  /** Pairs: entity, sequence of its first entry. */
  readonly firstEntries: Numbers;
}

export async function readState(session: ReadSession): Promise<PackedState> {
  const { tables } = session;
  const head = tables.selectFrom("shard_head").select("sequence").where("shard", "=", ONLY_SHARD);
  const recorded = tables
    .selectFrom("customer")
    .select(["number", "last_recorded_at"])
    .where("last_recorded_at", "is not", null);
  const entered = tables.selectFrom("entity").select(["number", "first_entry"]).where("first_entry", "is not", null);
  // Every assignment that ever was has its making in the audit log.
  const made = tables
    .selectFrom("audit_entry")
    .select(({ fn }) => fn.max("subject").as("last"))
    .where("kind", "=", "assignment");
  const [row] = await session.rows(head);
  const [assignment] = await session.rows(made);
  const opened = tables.selectFrom("reservation").select(({ fn }) => fn.max("number").as("last"));
  const [reservation] = await session.rows(opened);
  const told = tables.selectFrom("audit_entry").select(({ fn }) => fn.max("number").as("last"));
  const [audit] = await session.rows(told);
  return {
    head: row?.sequence ?? 0,
    lastAssignment: assignment?.last ?? 0,
    lastReservation: reservation?.last ?? 0,
    revision: audit?.last ?? 0,
    lastRecorded: pairs(await session.arrays<readonly [number, number]>(recorded)),
    firstEntries: pairs(await session.arrays<readonly [number, number]>(entered)),
  };
}

function pairs(rows: readonly (readonly [number, number])[]): Numbers {
  const numbers = new Float64Array(rows.length * 2);
  for (const [index, row] of rows.entries()) numbers.set(row, index * 2);
  return numbers;
}

export async function readAuditLog(session: ReadSession, filter: AuditFilter): Promise<AuditEntry[]> {
  let query = session.tables
    .selectFrom("audit_entry")
    .selectAll()
    .where("environment", "=", filter.environment)
    .where("number", ">", filter.after)
    .orderBy("number")
    .limit(filter.limit);
  if (filter.customer !== null) query = query.where("customer", "=", filter.customer);
  if (filter.kind !== null) query = query.where("kind", "=", filter.kind);
  return (await session.rows(query)).map(auditEntry);
}

/** Changes to a slice: their rows are JSON texts of some 300 bytes each. */
const CHANGE_SLICE = 1_000;

export async function readChangeSlice(session: ReadSession, filter: ChangeFilter): Promise<AuditEntry[]> {
  const { environment, customer, entities, after, until } = filter;
  let query = session.tables
    .selectFrom("audit_entry")
    .selectAll()
    .where("customer", "=", customer)
    .where("environment", "=", environment)
    .where("number", ">", after)
    .where("number", "<=", until)
    .orderBy("number", "desc")
    .limit(CHANGE_SLICE);
  if (entities !== null)
    query = query.where((is) => is.or([is("kind", "!=", "entity"), is("subject", "in", entities)]));
  return (await session.rows(query)).map(auditEntry);
}

/** Positions grow with the numbers, which have an index; so the place is found by halving. */
export async function readRevisionBefore(session: ReadSession, sequence: number): Promise<number> {
  let low = 0;
  let high = (await auditFrom(session, 0, "desc"))?.number ?? 0;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const entry = await auditFrom(session, middle, "asc");
    if (entry !== undefined && entry.position < sequence) low = middle;
    else high = middle - 1;
  }
  return low;
}

async function auditFrom(session: ReadSession, number: number, order: "asc" | "desc") {
  const query = session.tables
    .selectFrom("audit_entry")
    .select(["number", "position"])
    .where("number", ">=", number)
    .orderBy("number", order)
    .limit(1);
  return (await session.rows(query))[0];
}

const rowOf = (text: string | null): unknown => (text === null ? null : JSON.parse(text));

function auditEntry(row: AuditEntryTable): AuditEntry {
  const { number, at, position, actor, environment, customer, kind, before, after } = row;
  const change = { kind, before: rowOf(before), after: rowOf(after) } as AuditEntry["change"];
  return { number, at, position, actor, environment, customer, change };
}
