// Slices are asked for ahead: when that fails and nobody wants the slice any more, nothing is left unhandled.
import { once } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { packFigures } from "../packed-transaction.ts";
import { figure } from "../transaction-fixture.ts";
import { SqliteCatalog } from "./sqlite-catalog.ts";
import { SqliteLedger } from "./sqlite-ledger.ts";
import { ThreadCalls } from "./thread-calls.ts";

/** Answers its first call with what it was given, and dies of the second. */
const THREAD = `
  import { parentPort, workerData } from "node:worker_threads";
  let isAnswered = false;
  parentPort.on("message", ({ id }) => {
    if (isAnswered) process.exit(7);
    isAnswered = true;
    parentPort.postMessage({ id, answer: workerData });
  });
`;

/** A writing thread that has nothing to fold. */
const FOLDED = { call: () => Promise.resolve() } as unknown as ThreadCalls;

const url = new URL(`data:text/javascript,${encodeURIComponent(THREAD)}`);
const apiKey = {
  count: 1,
  numbers: Float64Array.of(1, 1, 1, 0, Number.NaN),
  texts: ["key_1", "Root", "full", "digest"],
};

test.each([
  ["counters", packFigures([figure()]), (thread: ThreadCalls) => new SqliteLedger(FOLDED, thread).allCounters()],
  ["rows", { packed: apiKey, last: 1 }, (thread: ThreadCalls) => new SqliteCatalog(thread, thread).rows("apiKey")],
])("%s: a slice that is not wanted any more may fail", async (_name, first, read) => {
  const died = new EventTarget();
  const thread = new ThreadCalls(url, first, () => died.dispatchEvent(new Event("told")));
  const told = once(died, "told");
  for await (const slice of read(thread)) {
    expect(slice).toHaveLength(1);
    break;
  }
  await told;
  // Unhandled refusals are noticed a turn later, and fail the run.
  await nextTurn();
  await thread.close();
});
