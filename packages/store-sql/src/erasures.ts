// Erasures in the tables: an entity's history and texts that spelled its id are rewritten in the erasing transaction (R42).
import {
  type Entity,
  type Erasure,
  type Exception,
  erasedDenials,
  erasedNames,
  erasedRaise,
  erasedTexts,
  type LimitRequest,
  withoutPerson,
} from "@purser/core";
import type { Denial } from "@purser/service";
import type { WriteSession } from "./session.ts";

/** A name in `installation`: bytes of what was erased may still lie in free places of the database's files. */
export const SCRUB_DUE = "scrub-due";

export async function writeErasures(session: WriteSession, erased: readonly Erasure[]): Promise<void> {
  for (const erasure of erased) {
    await rewriteHistory(session, erasure);
    await rewriteTexts(session, "ledger_entry", erasure);
    await rewriteTexts(session, "reservation", erasure);
    await rewriteRaises(session, erasure);
    await rewriteRaiseHistory(session, erasure);
    await rewriteDenials(session, erasure);
  }
  await session.run("insert into installation (name, value) values (?, '') on conflict (name) do nothing", [SCRUB_DUE]);
}

async function rewriteHistory(session: WriteSession, { entity, token }: Erasure): Promise<void> {
  const query = session.tables
    .selectFrom("audit_entry")
    .select(["number", "before", "after"])
    .where("kind", "=", "entity")
    .where("subject", "=", entity);
  const rewritten = (text: string | null): string | null =>
    text === null ? null : JSON.stringify(withoutPerson(JSON.parse(text) as Entity, token));
  for (const { number, before, after } of await session.rows(query)) {
    await session.run("update audit_entry set before = ?, after = ? where number = ?", [
      rewritten(before),
      rewritten(after),
      number,
    ]);
  }
}

/** Columns of exceptions and limit requests that may be nothing but the id. */
const RAISE_COLUMNS = { exception: ["actor", "reason"], limit_request: ["subject", "decided_by", "reason", "comment"] };

async function rewriteRaises(session: WriteSession, { customer, id, token }: Erasure): Promise<void> {
  for (const [table, columns] of Object.entries(RAISE_COLUMNS)) {
    for (const column of columns) {
      await session.run(`update ${table} set ${column} = ? where customer = ? and ${column} = ?`, [
        token,
        customer,
        id,
      ]);
    }
  }
}

async function rewriteRaiseHistory(session: WriteSession, erasure: Erasure): Promise<void> {
  const spelled = `%${JSON.stringify(erasure.id)}%`;
  const query = session.tables
    .selectFrom("audit_entry")
    .select(["number", "before", "after"])
    .where("customer", "=", erasure.customer)
    .where("kind", "in", ["exception", "limitRequest"])
    .where((is) => is.or([is("before", "like", spelled), is("after", "like", spelled)]));
  const erased = (row: Exception | LimitRequest): Exception | LimitRequest | null => erasedRaise(row, erasure);
  for (const { number, before, after } of await session.rows(query)) {
    await session.run("update audit_entry set before = ?, after = ? where number = ?", [
      rewrittenText(before, erased),
      rewrittenText(after, erased),
      number,
    ]);
  }
}

/** Tables whose rows keep what a request named, with the number of a row. */
const NAMING = { ledger_entry: "sequence", reservation: "number" } as const;

async function rewriteTexts(session: WriteSession, table: keyof typeof NAMING, erasure: Erasure): Promise<void> {
  // `%` and `_` of an id find more than is meant, which the values then decide.
  const spelled = `%${JSON.stringify(erasure.id)}%`;
  const number = NAMING[table];
  const query = session.tables
    .selectFrom(table as "ledger_entry")
    .select([`${number as "sequence"} as row`, "dimensions", "named", "metadata"])
    .where("customer", "=", erasure.customer)
    .where((is) =>
      is.or([is("dimensions", "like", spelled), is("named", "like", spelled), is("metadata", "like", spelled)]),
    );
  for (const { row, dimensions, named, metadata } of await session.rows(query)) {
    await session.run(`update ${table} set dimensions = ?, named = ?, metadata = ? where ${number} = ?`, [
      rewrittenText(dimensions, (values) => erasedTexts(values, erasure)),
      rewrittenText(named, (names) => erasedNames(names, erasure)),
      rewrittenText(metadata, (values) => erasedTexts(values, erasure)),
      row,
    ]);
  }
}

async function rewriteDenials(session: WriteSession, erasure: Erasure): Promise<void> {
  const query = session.tables
    .selectFrom("denial_record")
    .select(["entity", "assignment", "period_start", "recent"])
    .where("customer", "=", erasure.customer)
    .where("recent", "like", `%${JSON.stringify(erasure.id)}%`);
  for (const { entity, assignment, period_start: start, recent } of await session.rows(query)) {
    await session.run(
      "update denial_record set recent = ? where customer = ? and entity = ? and assignment = ? and period_start = ?",
      [
        rewrittenText(recent, (denials: Denial[]) => erasedDenials(denials, erasure)),
        erasure.customer,
        entity,
        assignment,
        start,
      ],
    );
  }
}

/** Rewritten where something of it is erased, else as it stands. */
function rewrittenText(text: string | null, erased: (value: never) => unknown): string | null {
  if (text === null) return null;
  const value = erased(JSON.parse(text) as never);
  return value === null ? text : JSON.stringify(value);
}
