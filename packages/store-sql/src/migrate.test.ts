// Migrations: a ledger of an earlier version keeps all that it holds, and reads as its rules of today say.
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { Migrator } from "kysely/migration";
import { afterEach, beforeEach, expect, test } from "vitest";
import { firstMigration } from "./migrations/0001-first.ts";
import { backlogMigration } from "./migrations/0002-write-backlog.ts";
import { openConnection } from "./sqlite/sqlite-connection.ts";
import { sqliteSchema } from "./sqlite/sqlite-schema.ts";
import { SqliteSession } from "./sqlite/sqlite-session.ts";
import { AT, collected, entry, figure, move, ROWS, StoreBench, transaction } from "./transaction-fixture.ts";

let bench: StoreBench;
beforeEach(() => {
  bench = new StoreBench();
});
afterEach(() => bench.end());

/** Of before reservations. */
const OLD = { "0001-first": firstMigration(sqliteSchema), "0002-write-backlog": backlogMigration(sqliteSchema) };

const hexOfNumbers = (numbers: number[]): string => Buffer.from(Float64Array.from(numbers).buffer).toString("hex");

const OLD_ROWS = `
  insert into environment values (1, 'live', 1, 500, 35, ${AT});
  insert into entity_type values (1, 1, 'team', 'Team', null, '["team","squad"]', '{"parentFrom":null}', null, ${AT});
  insert into ledger_entry (sequence, customer, capability, kind, use, hold, timestamp, recorded_at, resolved, corrects)
    values (1, 1, 1, 1, 5, 0, ${AT}, ${AT}, x'01', null), (2, 1, 1, 2, -5, 0, ${AT}, ${AT}, x'01', 1);
  insert into counter values (1, 1, ${AT}, 5, 2, 0, 0);
  insert into write_backlog values (1, x'', x'', x'${hexOfNumbers([1, 2, AT, 8, 3])}', x'', x'', x'');
  update shard_head set sequence = 2, latest_recorded_at = ${AT};`;

async function makeOld(): Promise<void> {
  const database: DatabaseSync = openConnection(join(bench.directory, "purser.db"), {
    isReadOnly: false,
    pageCountMax: null,
  });
  const { tables } = new SqliteSession(database);
  const { error } = await new Migrator({ db: tables, provider: { getMigrations: async () => OLD } }).migrateToLatest();
  expect(error).toBeUndefined();
  database.exec(OLD_ROWS);
  database.close();
}

test("a ledger of before reservations: a correction counts as what it corrects, and nothing is held", async () => {
  await makeOld();
  const store = await bench.open();
  const migrated = ["0003-reservations", "0004-revoked-tokens", "0005-carved-counters", "0007-exceptions"];
  expect(store.found.migrations).toEqual(migrated);
  const counted = { ...entry(), sequence: 1 };
  const taking = { ...entry({ kind: "correction", use: -5, corrects: 1, countedAs: 1 }), sequence: 2 };
  expect(await collected(store.ledger.scan({ customer: 0, after: 0, until: 9 }))).toEqual([counted, taking]);
  expect(await store.ledger.entryWithCorrections(1)).toEqual([counted, taking]);
  expect(await collected(store.ledger.openReservations())).toEqual([]);
  expect(await store.catalog.state()).toMatchObject({ head: 2, lastReservation: 0 });
  expect(await collected(store.catalog.rows("entityType"))).toEqual([
    { ...ROWS.entityType, maxOpenReservations: null },
  ]);
  expect(await collected(store.catalog.rows("exception"))).toEqual([]);
  expect(await collected(store.catalog.rows("limitRequest"))).toEqual([]);
  const later = transaction({ moves: [move({ use: 1, loadMost: 7 })], entries: [entry({ chains: [1, 0] })] });
  expect(await store.ledger.commit(later)).toMatchObject({ head: 3, moved: [{ used: 6, held: 2 }] });
  const waiting = figure({ entity: 2, used: 8, held: 3 });
  expect(await store.ledger.counters([waiting])).toEqual([waiting]);
});
