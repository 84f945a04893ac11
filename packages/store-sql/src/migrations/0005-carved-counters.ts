// Carved counters: what recent commits did to uncarved and excess stands in the write backlog too; the counters have columns.
import type { Migration } from "kysely/migration";
import type { SchemaDialect } from "../schema-dialect.ts";
import { addColumn, type Schema } from "./table-maker.ts";

export const carvedCountersMigration = (dialect: SchemaDialect): Migration => ({
  async up(schema: Schema): Promise<void> {
    await addColumn({ schema, dialect }, "write_backlog", ["carved", "bytes?"]);
  },
});
