// The proving thread: opens the directory as a server would, verifies all of it, and gives it back.
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { ensureLiveEnvironment, StoreFailure } from "@purser/service";
import { judgeLedgerFile } from "@purser/store-sql";
import { openEmbedded } from "./embedded.ts";
import { LEDGER_FILE, type Told } from "./ledger-proof.ts";

const { data } = workerData as { readonly data: string };

async function prove(): Promise<Told> {
  judgeLedgerFile(join(data, LEDGER_FILE));
  const embedded = await openEmbedded({ data, isAtRest: true });
  try {
    const environment = await ensureLiveEnvironment(embedded.engine);
    const caller = { environment, actor: "proof", access: "root" as const, requestId: "proof" };
    const { entries, counters, driftedCount } = await embedded.operations.verify(caller, { repair: false });
    return { kind: "proof", proof: { head: embedded.engine.queue.head, entries, counters, driftedCount } };
  } finally {
    await embedded.close();
  }
}

/** Errors lose their class between threads. */
function failed(error: unknown): Told {
  const detail = error instanceof Error ? error.message : String(error);
  const isFull = typeof error === "object" && error !== null && "code" in error && error.code === "DiskFull";
  return { kind: "failed", code: isFull ? "DiskFull" : error instanceof StoreFailure ? error.code : null, detail };
}

parentPort?.postMessage(await prove().catch(failed));
