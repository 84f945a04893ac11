// The writing thread: the only connection that writes, so that an fsync holds up nobody but those who wait for it.
import { randomBytes } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { commit } from "../commit.ts";
import { migrate } from "../migrate.ts";
import type { PackedTransaction } from "../packed-transaction.ts";
import { openConnection } from "./sqlite-connection.ts";
import { sqliteSchema } from "./sqlite-schema.ts";
import { SqliteSession } from "./sqlite-session.ts";
import { answerCalls } from "./thread-calls.ts";

export interface WriterData {
  readonly file: string;
  readonly pageCountMax: number | null;
}

const SECRET_BYTES = 32;

const { file, pageCountMax } = workerData as WriterData;
const database = openConnection(file, { isReadOnly: false, pageCountMax });
// What a killed process wrote may not be synced yet; no answer may rest on it before it is.
database.exec("pragma wal_checkpoint(full)");
const session = new SqliteSession(database);

if (parentPort === null) throw new Error("The writer runs as a thread of a store.");
answerCalls(parentPort, {
  migrate: () => migrate(session.tables, sqliteSchema),
  commit: (transaction: PackedTransaction) => commit(session, transaction),
  secret: (name: string) => secret(name),
  limitPages: (count: number) => database.exec(`pragma max_page_count = ${count}`),
  close: () => database.close(),
});

function secret(name: string): string {
  const query = session.tables.selectFrom("installation").select("value").where("name", "=", name);
  const [known] = session.rows(query);
  if (known !== undefined) return known.value;
  const value = randomBytes(SECRET_BYTES).toString("base64url");
  session.run("insert into installation (name, value) values (?, ?)", [name, value]);
  return value;
}
