// Calls to a thread are answered in order, and a thread that dies refuses every call, waiting or new, and is told once.
import { afterEach, expect, test } from "vitest";
import { ThreadCalls } from "./thread-calls.ts";

/** Answers `echo` and `close`, keeps silent on `wait`, and ends on `exit` and `throw`. */
const THREAD = `
  import { parentPort } from "node:worker_threads";
  parentPort.on("message", ({ id, call, input }) => {
    if (call === "exit") process.exit(7);
    if (call === "throw") throw new Error("out of its mind");
    if (call === "broken") parentPort.postMessage({ id, error: { kind: "broken", detail: "disk I/O error" } });
    if (call === "full") parentPort.postMessage({ id, error: { kind: "full", detail: "" } });
    if (call === "echo" || call === "close") parentPort.postMessage({ id, answer: input });
    if (call === "close") parentPort.close();
  });
`;

const told: Error[] = [];
const started: ThreadCalls[] = [];
afterEach(async () => {
  for (const thread of started.splice(0)) await thread.close().catch(() => {});
  told.length = 0;
});

function start(): ThreadCalls {
  const url = new URL(`data:text/javascript,${encodeURIComponent(THREAD)}`);
  const thread = new ThreadCalls(url, null, (error) => told.push(error));
  started.push(thread);
  return thread;
}

test("calls are answered each with its own answer", async () => {
  const thread = start();
  expect(await Promise.all([1, 2, 3].map((value) => thread.call("echo", value)))).toEqual([1, 2, 3]);
});

test.each(["exit", "throw", "broken"])("after %s every call is refused, told once", async (end) => {
  const thread = start();
  const waiting = thread.call("wait", null);
  const unavailable = { name: "StoreFailure", code: "StoreUnavailable" };
  await Promise.all([
    expect(thread.call(end, null)).rejects.toMatchObject(unavailable),
    expect(waiting).rejects.toMatchObject(unavailable),
  ]);
  await expect(thread.call("echo", 1)).rejects.toMatchObject(unavailable);
  await thread.close();
  expect(told).toHaveLength(1);
});

test("a full disk ends nothing", async () => {
  const thread = start();
  await expect(thread.call("full", null)).rejects.toMatchObject({ code: "DiskFull" });
  expect(await thread.call("echo", 1)).toBe(1);
  expect(told).toEqual([]);
});

test("a closed thread refuses calls, from when it is asked to close, and tells nobody", async () => {
  const thread = start();
  const before = thread.call("echo", 1);
  const closing = thread.close();
  await expect(thread.call("echo", 2)).rejects.toMatchObject({ code: "StoreUnavailable" });
  await closing;
  expect(await before).toBe(1);
  await expect(thread.call("echo", 3)).rejects.toMatchObject({ code: "StoreUnavailable" });
  expect(told).toEqual([]);
});

/** Seen in one of nine closings where the process had more to do than its threads. */
test("threads that have answered their last call and ended before anybody looked have not failed", async () => {
  for (let round = 0; round < 5; round += 1) {
    const threads = [start(), start(), start()];
    await Promise.all(threads.map((thread) => thread.call("echo", 1)));
    const closings = threads.map((thread) => thread.close());
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20 * round);
    await Promise.all(closings);
  }
  expect(told).toEqual([]);
});
