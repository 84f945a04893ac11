// How migrations make tables: columns by a short kind, keys, and each dialect's own words for the rest.
import type { ColumnDefinitionBuilder, CreateTableBuilder, Kysely } from "kysely";
import type { SchemaDialect } from "../schema-dialect.ts";

export type Schema = Kysely<unknown>;
type Table = CreateTableBuilder<string, string>;

/** `whole`, `text` or `bytes`, with `?` where null is a value. */
type ColumnKind = "whole" | "whole?" | "text" | "text?" | "bytes" | "bytes?";
type Columns = Readonly<Record<string, ColumnKind>>;

/** What tables are made with: the database under migration, and its words. */
export interface Maker {
  readonly schema: Schema;
  readonly dialect: SchemaDialect;
}

/** A table addressed by one number, which SQLite then keeps as the row's own address. */
export function numbered(maker: Maker, [name, number]: readonly [string, string], columns: Columns): Table {
  const { schema, dialect } = maker;
  const table = schema.schema
    .createTable(name)
    .addColumn(number, dialect.wholeNumber, (column) => column.notNull().primaryKey()) as Table;
  return withColumns(table, dialect, columns).modifyEnd(dialect.numberedTable);
}

export function keyed(maker: Maker, [name, key]: readonly [string, readonly string[]], columns: Columns): Table {
  const { schema, dialect } = maker;
  return withColumns(schema.schema.createTable(name) as Table, dialect, columns)
    .addPrimaryKeyConstraint(`${name}_key`, key as never)
    .modifyEnd(dialect.keyedTable);
}

/** Rows that are there already hold null in it. */
export async function addColumn(
  { schema, dialect }: Maker,
  table: string,
  [name, kind]: readonly [string, ColumnKind & `${string}?`],
): Promise<void> {
  await schema.schema.alterTable(table).addColumn(name, typeOf(kind, dialect)).execute();
}

function withColumns(table: Table, dialect: SchemaDialect, columns: Columns): Table {
  let result = table;
  for (const [name, column] of Object.entries(columns)) {
    const isNullable = column.endsWith("?");
    const constrain = (builder: ColumnDefinitionBuilder) => (isNullable ? builder : builder.notNull());
    result = result.addColumn(name, typeOf(column, dialect), constrain);
  }
  return result;
}

function typeOf(kind: ColumnKind, dialect: SchemaDialect): "integer" | "bigint" | "text" | "blob" | "bytea" {
  const types = { whole: dialect.wholeNumber, text: "text", bytes: dialect.bytes } as const;
  return types[kind.replace("?", "") as keyof typeof types];
}

export const ofEnvironment = (table: Table): Table =>
  table.addForeignKeyConstraint("of_environment", ["environment"], "environment", ["number"]);
