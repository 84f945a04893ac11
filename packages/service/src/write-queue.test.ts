// The write queue under overload: what settles what has happened is shed last (page 3, P5).
import { expect, it } from "vitest";
import { type EntriesJob, WriteQueue } from "./write-queue.ts";

it("sheds new spends at 40,000 waiting entries and settlement at 50,000", () => {
  const never = new Promise<void>(() => {});
  const queue = new WriteQueue(
    () => {
      throw new Error("nothing runs here");
    },
    { head: 0, revision: 0, gather: () => never },
  );
  const shed: string[] = [];
  const submit = (name: string, isSettlement: boolean): void => {
    const caller = { environment: 1, actor: "library", access: "full", requestId: name } as const;
    const fail = (error: unknown): void => {
      expect(error).toMatchObject({ code: "Overloaded" });
      shed.push(name);
    };
    const job: EntriesJob = { caller, weight: 1_000, isSettlement, load: () => null, plan() {}, finish() {}, fail };
    queue.submit(job);
  };
  for (let waiting = 0; waiting < 39; waiting += 1) submit("ingest", true);
  submit("the last reserve", false);
  submit("a reserve too many", false);
  for (let waiting = 40; waiting < 50; waiting += 1) submit("commit", true);
  submit("a commit too many", true);
  expect(shed).toEqual(["a reserve too many", "a commit too many"]);
  expect(queue.waitingEntries).toBe(50_000);
});
