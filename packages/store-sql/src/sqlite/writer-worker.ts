// The writing thread: the only connection that writes, so that an fsync holds up nobody but those who wait for it.
import { randomBytes } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { commit } from "../commit.ts";
import { migrate } from "../migrate.ts";
import type { Numbers, PackedOutcome, PackedTransaction } from "../packed-transaction.ts";
import { scrub } from "./scrub.ts";
import { openConnection } from "./sqlite-connection.ts";
import { sqliteSchema } from "./sqlite-schema.ts";
import { SqliteSession } from "./sqlite-session.ts";
import { SqliteWriteSession } from "./sqlite-write-session.ts";
import { answerCalls } from "./thread-calls.ts";

export interface WriterData {
  readonly file: string;
  readonly pageCountMax: number | null;
}

export interface FoundAtStart {
  /** What was migrated now, in order. */
  readonly migrations: readonly string[];
  /** Pages that a process which didn't end in order had written and not yet put in their place; they are synced. */
  readonly recoveredPages: number;
}

const SECRET_BYTES = 32;

const { file, pageCountMax } = workerData as WriterData;
const database = openConnection(file, { isReadOnly: false, pageCountMax });
// What a killed process wrote may not be synced yet; no answer may rest on it before it is.
const found = database.prepare("pragma wal_checkpoint(full)").get() as { readonly log: number };
/** There from `migrate` on, which is called first. */
let session: SqliteWriteSession | null = null;

function opened(): SqliteWriteSession {
  if (session === null) throw new Error("The ledger is migrated before anything else is asked of it.");
  return session;
}

if (parentPort === null) throw new Error("The writer runs as a thread of a store.");
answerCalls(parentPort, {
  migrate: () => open(),
  commit: (transaction: PackedTransaction) => write(transaction),
  counters: (keys: Numbers) => opened().counters(keys),
  fold: () => opened().fold(),
  secret: (name: string) => secret(name),
  limitPages: (count: number) => database.exec(`pragma max_page_count = ${count}`),
  close: () => close(),
});

async function write(transaction: PackedTransaction): Promise<PackedOutcome> {
  const outcome = await commit(opened(), transaction);
  if (transaction.erased.length > 0) scrub(database);
  return outcome;
}

async function open(): Promise<FoundAtStart> {
  const migrations = await migrate(new SqliteSession(database).tables, sqliteSchema);
  session = new SqliteWriteSession(database);
  session.fold();
  scrub(database);
  return { migrations, recoveredPages: Math.max(0, found.log) };
}

function close(): void {
  try {
    session?.fold();
  } catch {
    // A full disk: what is left is folded at the next start.
  }
  database.close();
}

function secret(name: string): string {
  const session = opened();
  const query = session.tables.selectFrom("installation").select("value").where("name", "=", name);
  const [known] = session.rows(query);
  if (known !== undefined) return known.value;
  const value = randomBytes(SECRET_BYTES).toString("base64url");
  session.run("insert into installation (name, value) values (?, ?)", [name, value]);
  return value;
}
