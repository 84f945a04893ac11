// The memory store: a full set of stores that forgets what was not synced, and that a gate can hold up or make fail.
import { randomBytes } from "node:crypto";
import type { Catalog, Ledger } from "@purser/service";
import { MemoryCatalog } from "./memory-catalog.ts";
import { MemoryDisk } from "./memory-disk.ts";
import { MemoryLedger } from "./memory-ledger.ts";
import { MemorySession, type StoreGate } from "./memory-session.ts";

const SECRET_BYTES = 32;

export interface MemoryStoreOptions {
  /** What an earlier store left behind; a new, empty one when left out. */
  readonly disk?: MemoryDisk;
  readonly gate?: StoreGate;
  /** Chance for secrets; give it where runs must repeat. */
  readonly makeSecret?: () => string;
}

export interface MemoryStore {
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  readonly disk: MemoryDisk;
  /** Waits for the writes under way and gives the disk free. */
  close(): Promise<void>;
}

export function openMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const disk = options.disk ?? new MemoryDisk();
  const session = new MemorySession(disk, options.gate ?? (() => Promise.resolve()));
  const makeSecret = options.makeSecret ?? (() => randomBytes(SECRET_BYTES).toString("base64url"));
  return {
    ledger: new MemoryLedger(session),
    catalog: new MemoryCatalog(session, makeSecret),
    disk,
    close: () => session.close(),
  };
}
