// The thread beside F4's echo: writes and fsyncs the rows of so many events a second, in transactions of one request each.
import { setTimeout as sleep } from "node:timers/promises";
import { workerData } from "node:worker_threads";
import { Organisation, type OrganisationPlan } from "../organisation.ts";
import { rawBatch } from "../usage.ts";
import { zipfIndexes } from "../zipf.ts";
import { RawLedger } from "./raw-ledger.ts";

export interface WriteOrder {
  readonly file: string;
  readonly plan: OrganisationPlan;
  readonly eventsPerSecond: number;
  readonly batch: number;
}

const { file, plan, eventsPerSecond, batch } = workerData as WriteOrder;
const organisation = new Organisation(plan);
const ledger = new RawLedger(file);
const users = zipfIndexes(organisation.users, 100_000, 7);
const start = performance.now();
for (let written = 0; ; written += batch) {
  const at = written % (users.length - batch);
  ledger.write(rawBatch(organisation, users.subarray(at, at + batch)));
  const dueMs = ((written + batch) / eventsPerSecond) * 1_000 - (performance.now() - start);
  if (dueMs > 0) await sleep(dueMs);
}
