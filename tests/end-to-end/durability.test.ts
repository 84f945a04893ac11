// An acknowledgement follows an fsync: seen in the system calls of a real server, and seen missing when syncing is off.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@purser/client";
import { startServerProcess, withDirectory } from "@purser/testkit";
import { expect, test } from "vitest";

const KEY = "a-root-key-for-the-server-under-strace";
const EVENTS = 5;
const ANSWER = /^\d+ +(write|writev|sendto|sendmsg)\(\d+.*HTTP\/1\.1 200/;
const WRITE = /^\d+ +(pwrite64|write)\(\d+<[^>]*purser\.db(-wal)?>/;
const SYNC = /^\d+ +(fdatasync|fsync)\(\d+<[^>]*purser\.db-wal>/;

/** The system calls of a server that answers some writes, in order. */
async function callsOf(directory: string): Promise<string[]> {
  const log = join(directory, "calls.txt");
  const calls = "trace=write,writev,pwrite64,sendto,sendmsg,fdatasync,fsync";
  // -D: the server stays our own child, so that signals reach it.
  const under = ["strace", "-D", "-f", "-y", "-s", "64", "-e", calls, "-o", log];
  const server = await startServerProcess({ data: join(directory, "data"), key: KEY, under });
  const client = createClient({ baseUrl: server.url, apiKey: KEY });
  await client.upsertCapabilities({ capabilities: [{ id: "tokens", kind: "feature", displayName: "Tokens" }] });
  for (let event = 0; event < EVENTS; event += 1) {
    const used = { customerId: "acme", capabilityId: "tokens", amount: 1, entityIds: ["nobody"] };
    const { data } = await client.ingest({ events: [used] });
    expect(data[0]?.status).toBe("accepted");
  }
  await client.close();
  await server.end("SIGTERM");
  return readFileSync(log, "utf8").split("\n");
}

/** Answers that went out while something written was not yet synced. */
function unsyncedAnswers(calls: readonly string[]): { readonly answers: number; readonly unsynced: number } {
  let isDirty = false;
  let answers = 0;
  let unsynced = 0;
  for (const call of calls) {
    if (WRITE.test(call)) isDirty = true;
    else if (SYNC.test(call)) isDirty = false;
    else if (ANSWER.test(call)) {
      answers += 1;
      if (isDirty) unsynced += 1;
    }
  }
  return { answers, unsynced };
}

test("between the last write of a batch and its acknowledgement there is an fdatasync", { timeout: 120_000 }, () =>
  withDirectory(async (directory) => {
    const calls = await callsOf(directory);
    expect(calls.filter((call) => SYNC.test(call)).length).toBeGreaterThanOrEqual(EVENTS);
    const { answers, unsynced } = unsyncedAnswers(calls);
    expect(answers).toBeGreaterThanOrEqual(EVENTS + 1);
    expect(unsynced).toBe(0);
    // The same calls without their syncs must not pass: the test would not notice that syncing is off.
    expect(unsyncedAnswers(calls.filter((call) => !SYNC.test(call))).unsynced).toBeGreaterThan(0);
  }),
);
