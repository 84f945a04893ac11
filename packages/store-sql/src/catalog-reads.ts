// What the catalog is asked: rows by kind in slices, what start-up needs beside them, and the audit log.
import type { CatalogKind } from "@purser/core";
import type { AuditEntry, AuditFilter } from "@purser/service";
import { CATALOG_CODECS, type PackedRows, packCatalogRows } from "./catalog-rows.ts";
import type { Numbers } from "./packed-transaction.ts";
import { ONLY_SHARD } from "./schema.ts";
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
  return {
    head: row?.sequence ?? 0,
    lastAssignment: assignment?.last ?? 0,
    lastReservation: reservation?.last ?? 0,
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
  const rows = await session.rows(query);
  const rowOf = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
  return rows.map(({ number, at, position, actor, environment, customer, kind, before, after }) => {
    const change = { kind, before: rowOf(before), after: rowOf(after) } as AuditEntry["change"];
    return { number, at, position, actor, environment, customer, change };
  });
}
