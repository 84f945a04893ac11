// A connection to the ledger's file: its settings are read back, because a setting that did not take would lose writes.
import type { DatabaseSync as Connection } from "node:sqlite";
import { DatabaseSync } from "./built-in-sqlite.ts";

export interface ConnectionOptions {
  readonly isReadOnly: boolean;
  /** The most pages (of 4 KiB) that the file may have; null = as many as the disk takes. */
  readonly pageCountMax: number | null;
}

/** A reader waits this long while the file is being recovered or checkpointed. */
const BUSY_MS = 10_000;
/** Pages of log before it is folded into the file, on the writer's thread: 16 MiB, so that checkpoints stay rare. */
const CHECKPOINT_PAGES = 4_000;
/** 64 MiB of pages: the tops of all indexes of a large ledger. */
const CACHE_KIB = 65_536;

/** Each with the value that must be read back; synchronous 2 = FULL. */
const WRITER_PRAGMAS: readonly (readonly [name: string, value: string | number])[] = [
  ["journal_mode", "wal"],
  ["synchronous", 2],
  ["foreign_keys", 1],
  ["wal_autocheckpoint", CHECKPOINT_PAGES],
  ["cache_size", -CACHE_KIB],
];

const READER_PRAGMAS: typeof WRITER_PRAGMAS = [
  ["query_only", 1],
  ["cache_size", -CACHE_KIB],
];

export function openConnection(file: string, options: ConnectionOptions): Connection {
  const database = new DatabaseSync(file, { timeout: BUSY_MS });
  try {
    for (const pragma of options.isReadOnly ? READER_PRAGMAS : WRITER_PRAGMAS) setPragma(database, pragma);
    if (options.pageCountMax !== null) database.exec(`pragma max_page_count = ${options.pageCountMax}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function setPragma(database: Connection, [name, value]: readonly [string, string | number]): void {
  database.exec(`pragma ${name} = ${value}`);
  const read = Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0];
  if (read !== value)
    throw new Error(`SQLite kept ${name} = ${String(read)} instead of ${value}: this disk can't hold a ledger.`);
}
