// Brings a database to this version's schema: every migration once, in order, all in one transaction; tells which.
import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { firstMigration } from "./migrations/0001-first.ts";
import { backlogMigration } from "./migrations/0002-write-backlog.ts";
import { reservationMigration } from "./migrations/0003-reservations.ts";
import { revokedTokenMigration } from "./migrations/0004-revoked-tokens.ts";
import { carvedCountersMigration } from "./migrations/0005-carved-counters.ts";
import { exceptionMigration } from "./migrations/0007-exceptions.ts";
import type { Tables } from "./schema.ts";
import type { SchemaDialect } from "./schema-dialect.ts";

export async function migrate(database: Kysely<Tables>, dialect: SchemaDialect): Promise<string[]> {
  const migrations = {
    "0001-first": firstMigration(dialect),
    "0002-write-backlog": backlogMigration(dialect),
    "0003-reservations": reservationMigration(dialect),
    "0004-revoked-tokens": revokedTokenMigration(dialect),
    "0005-carved-counters": carvedCountersMigration(dialect),
    "0007-exceptions": exceptionMigration(dialect),
  };
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrations } });
  const known = new Set(Object.keys(migrations));
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return (results ?? []).map(({ migrationName }) => migrationName);
  const newer = (await executed(database)).find((name) => !known.has(name));
  if (newer !== undefined) {
    throw new Error(
      `The data was last opened by a newer version of Purser (schema ${newer}). Start that version again.`,
    );
  }
  throw error;
}

async function executed(database: Kysely<Tables>): Promise<string[]> {
  const untyped = database as unknown as Kysely<{ kysely_migration: { name: string } }>;
  const rows = await untyped.selectFrom("kysely_migration").select("name").execute();
  return rows.map(({ name }) => name);
}
