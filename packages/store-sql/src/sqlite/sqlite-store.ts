// The embedded store: one directory with the ledger's file and its lock, one writing and one reading thread.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Catalog, Ledger } from "@purser/service";
import { lockDirectory } from "./directory-lock.ts";
import { SqliteCatalog } from "./sqlite-catalog.ts";
import { SqliteLedger } from "./sqlite-ledger.ts";
import { StoreThreads } from "./store-threads.ts";
import type { FoundAtStart } from "./writer-worker.ts";

const FILE = "purser.db";
const LOCK_FILE = "purser.lock";
/** Nobody else on the machine reads a ledger. */
const DIRECTORY_MODE = 0o700;

export interface SqliteStoreOptions {
  /** Made if missing; held by this process alone. */
  readonly directory: string;
  /** Told once when a write can't be trusted any more (a failed fsync, a dead thread); the store stays closed. */
  readonly onFailure: (error: Error) => void;
  /** The most pages of 4 KiB that the file may have, for small disks; null (default) = as many as the disk takes. */
  readonly pageCountMax?: number | null;
}

export interface SqliteStore {
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  readonly found: FoundAtStart;
  /** Sets another limit for the file while it is open. */
  limitPages(count: number): Promise<void>;
  /** Waits for what is under way and gives the directory free. */
  close(): Promise<void>;
}

/** Throws when another process holds the directory, or when the disk can't hold a ledger. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { directory } = options;
  mkdirSync(directory, { recursive: true, mode: DIRECTORY_MODE });
  const lock = lockDirectory(join(directory, LOCK_FILE), directory);
  const threads = new StoreThreads(join(directory, FILE), lock, options.onFailure);
  try {
    const writer = threads.start("./writer-worker", { pageCountMax: options.pageCountMax ?? null });
    const reader = threads.start("./reader-worker", {});
    const found = await writer.call<FoundAtStart>("migrate", null);
    await reader.call("ready", null);
    threads.isOpen = true;
    return {
      ledger: new SqliteLedger(writer, reader),
      catalog: new SqliteCatalog(writer, reader),
      found,
      limitPages: (count) => writer.call("limitPages", count),
      close: () => threads.close(),
    };
  } catch (error) {
    // The first failure is the one to tell; a thread that failed may fail to end as well.
    await threads.close().catch(() => {});
    throw error;
  }
}
