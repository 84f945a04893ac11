// What a transaction changes in the catalog, each change told in the audit log within the same transaction (R42).
import { type CatalogChange, isTold } from "@purser/core";
import { CATALOG_CODECS } from "./catalog-rows.ts";
import type { PackedTransaction } from "./packed-transaction.ts";
import type { AuditEntryTable } from "./schema.ts";
import type { ColumnValue, WriteSession } from "./session.ts";

/** Catalog rows first: entries name entities that the same transaction makes. */
export async function writeChanges(session: WriteSession, transaction: PackedTransaction, head: number): Promise<void> {
  for (const change of JSON.parse(transaction.changes ?? "[]") as CatalogChange[]) {
    await writeChange(session, change);
    if (isTold(change))
      await writeAudit(session, change, { at: transaction.at, actor: transaction.actor, position: head });
  }
}

async function writeChange(session: WriteSession, change: CatalogChange): Promise<void> {
  const codec = CATALOG_CODECS[change.kind];
  const columns = Object.keys(codec.columns);
  const row = change.after;
  if (row === null) {
    await session.run(`delete from ${codec.table} where number = ?`, [change.before?.number ?? 0]);
    return;
  }
  const values = (codec.values as (row: unknown) => ColumnValue[])(row);
  if (change.before === null) {
    const marks = columns.map(() => "?").join(", ");
    await session.run(`insert into ${codec.table} (${columns.join(", ")}) values (${marks})`, values);
    return;
  }
  const assignments = columns.slice(1).map((column) => `${column} = ?`);
  await session.run(`update ${codec.table} set ${assignments.join(", ")} where number = ?`, [
    ...values.slice(1),
    row.number,
  ]);
}

export async function writeRepair(
  session: WriteSession,
  { repair, at, actor }: PackedTransaction,
  head: number,
): Promise<void> {
  if (repair === null) return;
  const { environment, before, after } = repair;
  const told = { kind: "repair", subject: 0, before: JSON.stringify(before), after: JSON.stringify(after) };
  await tellAudit(session, { at, actor, position: head }, { environment, customer: 0, ...told });
}

interface Occasion {
  readonly at: number;
  readonly actor: string;
  readonly position: number;
}

async function writeAudit(session: WriteSession, change: CatalogChange, occasion: Occasion): Promise<void> {
  const text = (row: unknown): string | null => (row === null ? null : JSON.stringify(row));
  await tellAudit(session, occasion, {
    ...(await placeOf(session, change)),
    kind: change.kind,
    subject: change.after?.number ?? change.before?.number ?? 0,
    before: text(change.before),
    after: text(change.after),
  });
}

type Told = Pick<AuditEntryTable, "environment" | "customer" | "kind" | "subject" | "before" | "after">;

async function tellAudit(session: WriteSession, { at, position, actor }: Occasion, told: Told): Promise<void> {
  const { environment, customer, kind, subject, before, after } = told;
  await session.run(
    `insert into audit_entry (number, at, position, actor, environment, customer, kind, subject, before, after)
     values ((select coalesce(max(number), 0) + 1 from audit_entry), ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [at, position, actor, environment, customer, kind, subject, before, after],
  );
}

/** Where a change is told of: entities carry no environment of their own. */
async function placeOf(
  session: WriteSession,
  change: CatalogChange,
): Promise<{ readonly environment: number; readonly customer: number }> {
  const row = change.after ?? change.before;
  if (row === null) return { environment: 0, customer: 0 };
  if (change.kind === "environment") return { environment: row.number, customer: 0 };
  const customer = change.kind === "customer" ? row.number : "customer" in row ? row.customer : 0;
  if ("environment" in row) return { environment: row.environment, customer };
  const query = session.tables.selectFrom("customer").select("environment").where("number", "=", customer);
  const [standing] = await session.rows(query);
  return { environment: standing?.environment ?? 0, customer };
}
