// The proof of a ledger at rest: opened by a thread of its own, its counters compared with the fold of its entries.
import { closeSync, fsyncSync, openSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { StoreFailure } from "@purser/service";
import { threadModule } from "@purser/store-sql";

export const LEDGER_FILE = "purser.db";

export interface Proof {
  /** Sequence of the newest entry. */
  readonly head: number;
  readonly entries: number;
  readonly counters: number;
  readonly driftedCount: number;
}

/** What the proving thread says at its end; `code` where the store has failed. */
export type Told =
  | { readonly kind: "proof"; readonly proof: Proof }
  | { readonly kind: "failed"; readonly code: StoreFailure["code"] | null; readonly detail: string };

/**
 * Afterwards the directory holds the ledger's file and nothing else. Throws when it is no whole ledger; a full disk is a
 * StoreFailure.
 */
export async function proveDirectory(data: string): Promise<Proof> {
  const proof = await provedByThread(data);
  for (const name of readdirSync(data)) if (name !== LEDGER_FILE) rmSync(join(data, name), { recursive: true });
  return proof;
}

/** Waits for the thread's end, not only for what it found: until then it may still write to the file. */
function provedByThread(data: string): Promise<Proof> {
  return new Promise((resolve, reject) => {
    let told: Told | null = null;
    const worker = new Worker(threadModule("proof-worker", import.meta.url), { workerData: { data } });
    worker.once("message", (message: Told) => {
      told = message;
    });
    worker.once("error", reject);
    worker.once("exit", (code) => {
      if (told === null || (code !== 0 && told.kind === "proof")) reject(new Error("It could not be read to its end."));
      else if (told.kind === "proof") resolve(told.proof);
      else reject(told.code === null ? new Error(told.detail) : new StoreFailure(told.code, told.detail));
    });
  });
}

export const bytesOf = (file: string): number => statSync(file).size;

/** The ledger at rest and its name are on disk afterwards. */
export function syncLedger(directory: string): void {
  syncPath(join(directory, LEDGER_FILE), "r+");
  syncNames(directory);
}

export const syncNames = (directory: string): void => syncPath(directory, "r");

function syncPath(path: string, flags: string): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
