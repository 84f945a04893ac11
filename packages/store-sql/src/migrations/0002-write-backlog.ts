// The write backlog: what recent commits did to keys, counters and marks, before it is folded into their tables.
import type { Migration } from "kysely/migration";
import type { SchemaDialect } from "../schema-dialect.ts";
import { numbered, type Schema } from "./table-maker.ts";

export const backlogMigration = (dialect: SchemaDialect): Migration => ({
  async up(schema: Schema): Promise<void> {
    await numbered({ schema, dialect }, ["write_backlog", "number"], {
      key_numbers: "bytes",
      key_digests: "bytes",
      counters: "bytes",
      dropped: "bytes",
      recorded: "bytes",
      entered: "bytes",
    }).execute();
  },
});
