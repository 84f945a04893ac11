// What the migrations must know of a dialect: the few words in which SQLite and PostgreSQL define tables differently.
import type { RawBuilder } from "kysely";

export interface SchemaDialect {
  /** A whole number of up to 53 bits. */
  readonly wholeNumber: "integer" | "bigint";
  readonly bytes: "blob" | "bytea";
  /** Ends the definition of a table that is addressed by its number. */
  readonly numberedTable: RawBuilder<unknown>;
  /** Ends the definition of a table whose rows lie in the order of their primary key. */
  readonly keyedTable: RawBuilder<unknown>;
}
