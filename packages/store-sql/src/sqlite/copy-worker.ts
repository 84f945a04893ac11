// The copying thread: a copy of the whole ledger as of one commit, made while others read and write, on disk when it is answered.
import { closeSync, fsyncSync, openSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { DatabaseSync } from "./built-in-sqlite.ts";
import { answerCalls } from "./thread-calls.ts";

const { file } = workerData as { readonly file: string };
/** A log that is being reset holds a reader up for moments only. */
const BUSY_MS = 10_000;

if (parentPort === null) throw new Error("The copying thread is one of a store.");
answerCalls(parentPort, { copy: (to: string) => copy(to), close: () => null });

function copy(to: string): void {
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS });
  try {
    // Reads one state of the file from beginning to end (SQLite, "VACUUM INTO"); the log grows until it is done.
    database.prepare("vacuum into ?").run(to);
  } finally {
    database.close();
  }
  sync(to);
}

function sync(file: string): void {
  const descriptor = openSync(file, "r+");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
