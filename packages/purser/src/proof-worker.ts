// The proving thread: opens the directory as a server would, verifies all of it, and gives it back.
import { parentPort, workerData } from "node:worker_threads";
import { ensureLiveEnvironment } from "@purser/service";
import { openEmbedded } from "./embedded.ts";
import type { Proof } from "./ledger-proof.ts";

const { data } = workerData as { readonly data: string };
const embedded = await openEmbedded({ data });
try {
  const environment = await ensureLiveEnvironment(embedded.engine);
  const caller = { environment, actor: "proof", access: "root" as const, requestId: "proof" };
  const { entries, counters, driftedCount } = await embedded.operations.verify(caller, { repair: false });
  parentPort?.postMessage({ head: embedded.engine.queue.head, entries, counters, driftedCount } satisfies Proof);
} finally {
  await embedded.close();
}
