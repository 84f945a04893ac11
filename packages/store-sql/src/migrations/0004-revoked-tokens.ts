// Revoked console tokens: all that is kept of any token (R36, R45).
import type { Migration } from "kysely/migration";
import type { SchemaDialect } from "../schema-dialect.ts";
import { numbered, ofEnvironment, type Schema } from "./table-maker.ts";

export const revokedTokenMigration = (dialect: SchemaDialect): Migration => ({
  async up(schema: Schema): Promise<void> {
    const table = numbered({ schema, dialect }, ["revoked_token", "number"], {
      environment: "whole",
      id: "text",
      expires_at: "whole",
      revoked_at: "whole",
    });
    await ofEnvironment(table).execute();
  },
});
