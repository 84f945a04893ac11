// The embedded store: one directory with the ledger's file and its lock, one writing and one reading thread.
import { mkdirSync } from "node:fs";
import { stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { NEAR_RANGE } from "@purser/core";
import type { Catalog, Ledger } from "@purser/service";
import { lockDirectory } from "./directory-lock.ts";
import { SqliteCatalog } from "./sqlite-catalog.ts";
import { SqliteLedger } from "./sqlite-ledger.ts";
import { StoreThreads } from "./store-threads.ts";
import { ThreadCalls } from "./thread-calls.ts";
import { threadModule } from "./thread-module.ts";
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
  /** Copies all of it, as of one commit, into a ledger's file in that new directory, while reads and writes go on. */
  copyTo(directory: string): Promise<void>;
  /** Read off the main thread; counters that still lie in the write backlog show a little later. */
  condition(): Promise<StoreCondition>;
  /** Waits for what is under way and gives the directory free. */
  close(): Promise<void>;
}

export interface StoreCondition {
  /** Of the ledger's file and its log. */
  readonly ledgerBytes: number;
  /** What this user may still write on the ledger's disk. */
  readonly diskFreeBytes: number;
  /** Counters beyond a hundredth of the range of amounts (R1). */
  readonly countersNearRange: number;
}

/** Throws when another process holds the directory, or when the disk can't hold a ledger. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { directory } = options;
  mkdirSync(directory, { recursive: true, mode: DIRECTORY_MODE });
  const lock = lockDirectory(join(directory, LOCK_FILE), directory);
  const threads = new StoreThreads(join(directory, FILE), lock, options.onFailure);
  try {
    const writer = threads.start("writer-worker", { pageCountMax: options.pageCountMax ?? null });
    const reader = threads.start("reader-worker", {});
    const found = await writer.call<FoundAtStart>("migrate", null);
    await reader.call("ready", null);
    threads.isOpen = true;
    return {
      ledger: new SqliteLedger(writer, reader),
      catalog: new SqliteCatalog(writer, reader),
      found,
      limitPages: (count) => writer.call("limitPages", count),
      condition: async () => ({
        ...(await readDisk(directory)),
        countersNearRange: await reader.call("countersFrom", NEAR_RANGE),
      }),
      copyTo: (to) => copyLedger(join(directory, FILE), to),
      close: () => threads.close(),
    };
  } catch (error) {
    // The first failure is the one to tell; a thread that failed may fail to end as well.
    await threads.close().catch(() => {});
    throw error;
  }
}

/** A thread of its own: it is at work for as long as the disk takes, and a copy that fails harms nothing else. */
async function copyLedger(file: string, directory: string): Promise<void> {
  mkdirSync(directory, { mode: DIRECTORY_MODE });
  const thread = new ThreadCalls(threadModule("copy-worker", import.meta.url), { file }, () => {});
  try {
    await thread.call("copy", join(directory, FILE));
  } finally {
    await thread.close();
  }
}

async function readDisk(directory: string): Promise<Pick<StoreCondition, "ledgerBytes" | "diskFreeBytes">> {
  const sizes = await Promise.all([FILE, `${FILE}-wal`].map((name) => sizeOf(join(directory, name))));
  const { bavail, bsize } = await statfs(directory);
  return { ledgerBytes: sizes.reduce((sum, size) => sum + size, 0), diskFreeBytes: bavail * bsize };
}

/** There is no log right after a start. */
const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );
