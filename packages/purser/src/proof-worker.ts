// The proving thread: opens the directory as a server would, verifies all of it, and gives it back.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { ensureLiveEnvironment, StoreFailure } from "@purser/service";
import { openEmbedded } from "./embedded.ts";
import { LEDGER_FILE, type Told } from "./ledger-proof.ts";

const { data } = workerData as { readonly data: string };

async function prove(): Promise<Told> {
  judgeFile(join(data, LEDGER_FILE));
  const embedded = await openEmbedded({ data });
  try {
    const environment = await ensureLiveEnvironment(embedded.engine);
    const caller = { environment, actor: "proof", access: "root" as const, requestId: "proof" };
    const { entries, counters, driftedCount } = await embedded.operations.verify(caller, { repair: false });
    return { kind: "proof", proof: { head: embedded.engine.queue.head, entries, counters, driftedCount } };
  } finally {
    await embedded.close();
  }
}

/** Opened as a server would, an empty file would become an empty ledger, and a damaged page be found on the day it is read. */
function judgeFile(file: string): void {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const head = database.prepare("select count(*) as count from sqlite_master where name = 'shard_head'").get();
    if (head?.count !== 1) throw new Error("It is no ledger of Purser.");
    const found = database.prepare("pragma integrity_check(1)").get()?.integrity_check;
    if (found !== "ok") throw new Error(`It is damaged: ${String(found)}.`);
  } finally {
    database.close();
  }
}

/** Errors lose their class between threads. */
function failed(error: unknown): Told {
  const detail = error instanceof Error ? error.message : String(error);
  const isFull = typeof error === "object" && error !== null && "code" in error && error.code === "DiskFull";
  return { kind: "failed", code: isFull ? "DiskFull" : error instanceof StoreFailure ? error.code : null, detail };
}

parentPort?.postMessage(await prove().catch(failed));
