// The proof of a ledger at rest: opened by a thread of its own, its counters compared with the fold of its entries.
import { closeSync, fsyncSync, openSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

export const LEDGER_FILE = "purser.db";

export interface Proof {
  /** Sequence of the newest entry. */
  readonly head: number;
  readonly entries: number;
  readonly counters: number;
  readonly driftedCount: number;
}

/** Afterwards the directory holds the ledger's file and nothing else. Throws when it can't be opened. */
export async function proveDirectory(data: string): Promise<Proof> {
  const proof = await new Promise<Proof>((resolve, reject) => {
    const worker = new Worker(new URL("./proof-worker.ts", import.meta.url), { workerData: { data } });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error(`The ledger in ${data} could not be read to its end.`)));
  });
  for (const name of readdirSync(data)) if (name !== LEDGER_FILE) rmSync(join(data, name), { recursive: true });
  return proof;
}

export const bytesOf = (file: string): number => statSync(file).size;

/** The directory's names and the files in it are on disk afterwards. */
export function syncDirectory(directory: string): void {
  for (const name of readdirSync(directory)) if (name === LEDGER_FILE) syncPath(join(directory, name), "r+");
  syncPath(directory, "r");
}

function syncPath(path: string, flags: string): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
