// How tables are defined in SQLite's words.
import { sql } from "kysely";
import type { SchemaDialect } from "../schema-dialect.ts";

export const sqliteSchema: SchemaDialect = {
  wholeNumber: "integer",
  bytes: "blob",
  numberedTable: sql`strict`,
  keyedTable: sql`strict, without rowid`,
};
