// One write transaction is all or nothing: taken keys and amounts out of range leave no trace, counters follow in order.
import { AMOUNT_MAX } from "@purser/core";
import type { Ledger } from "@purser/service";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { SqliteStore } from "./sqlite/sqlite-store.ts";
import {
  AT,
  claim,
  collected,
  entry,
  figure,
  made,
  move,
  probe,
  ROWS,
  repeated,
  StoreBench,
  transaction,
} from "./transaction-fixture.ts";

let bench: StoreBench;
let store: SqliteStore;
let ledger: Ledger;
beforeEach(async () => {
  bench = new StoreBench();
  store = await bench.openWithCatalog();
  ledger = store.ledger;
});
afterEach(() => bench.end());

const whole = () => collected(ledger.scan({ customer: 0, after: 0, until: Number.MAX_SAFE_INTEGER }));
const second = made("entity", { ...ROWS.entity, number: 2, id: "second" });

/** What a refused transaction must leave as it was. */
async function traces(): Promise<unknown> {
  const state = await store.catalog.state();
  const filter = { environment: 1, customer: null, kind: null, after: 0, limit: 100 };
  return {
    state: { ...state, lastRecorded: [...state.lastRecorded], firstEntries: [...state.firstEntries] },
    entries: await whole(),
    counters: await collected(ledger.allCounters()),
    entities: await collected(store.catalog.rows("entity")),
    audit: (await store.catalog.auditLog(filter)).length,
    denials: await ledger.denials({ customer: 1, entity: null, capability: null }),
  };
}

test("sequences are gapless over transactions of any size, refused ones included", async () => {
  await ledger.commit(transaction({ entries: [entry(), entry()] }));
  await ledger.commit(transaction({ entries: [entry()], moves: [move({ use: AMOUNT_MAX + 1 })] }));
  await ledger.commit(transaction({ moves: [move()] }));
  expect(await ledger.commit(transaction({ entries: [entry()] }))).toMatchObject({ head: 3 });
  expect((await whole()).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
});

test("commits asked for at once are written one after the other, in that order", async () => {
  const outcomes = await Promise.all(repeated(20, (use) => ledger.commit(transaction({ entries: [entry({ use })] }))));
  expect(outcomes.map((outcome) => outcome.kind === "committed" && outcome.head)).toEqual(
    repeated(20, (index) => index + 1),
  );
  expect((await whole()).map(({ use }) => use)).toEqual(repeated(20, (use) => use));
});

test("taken keys are all told with content and entries, and nothing is written", async () => {
  const keys = [claim(["a", "1"], { entryCount: 2 }), claim(["b", "2"], { firstEntry: 2 })];
  await ledger.commit(transaction({ entries: [entry(), entry({ use: 6 }), entry({ use: 7 })], keys }));
  const before = await traces();
  const entries = await whole();
  const outcome = await ledger.commit(
    transaction({
      changes: [second],
      keys: [claim(["c", "3"]), claim(["b", "9"]), probe("d"), probe("a")],
      entries: [entry()],
      moves: [move()],
    }),
  );
  expect(outcome).toEqual({
    kind: "claimed",
    taken: [
      { claim: 1, content: "2".repeat(32), entries: entries.slice(2) },
      { claim: 3, content: "1".repeat(32), entries: entries.slice(0, 2) },
    ],
  });
  expect(await traces()).toEqual(before);
  expect(await ledger.commit(transaction({ keys: [claim(["c", "3"])], entries: [entry()] }))).toMatchObject({
    head: 4,
  });
});

test("a probe claims nothing, and doesn't meet what its own transaction claims", async () => {
  expect(await ledger.commit(transaction({ keys: [probe("a")] }))).toMatchObject({ kind: "committed" });
  const keys = [claim(["a", "1"]), probe("a")];
  expect(await ledger.commit(transaction({ keys, entries: [entry()] }))).toMatchObject({ kind: "committed", head: 1 });
  expect(await ledger.commit(transaction({ keys: [probe("a")] }))).toMatchObject({ taken: [{ claim: 0 }] });
});

test("a key is a customer's own", async () => {
  await ledger.commit(transaction({ keys: [claim(["a", "1"])], entries: [entry()] }));
  const keys = [claim(["a", "1"], { customer: 2 })];
  expect(await ledger.commit(transaction({ keys, entries: [entry()] }))).toMatchObject({ kind: "committed" });
});

test.each([
  ["used", { use: AMOUNT_MAX }],
  ["used, downwards", { use: -AMOUNT_MAX - 11 }],
  ["held", { use: 0, hold: AMOUNT_MAX }],
])("%s out of range is told with the figures of before, and nothing is written", async (_name, far) => {
  await ledger.commit(transaction({ moves: [move({ use: 5, hold: 3 }), move({ entity: 2, use: 1 })] }));
  const before = await traces();
  const outcome = await ledger.commit(
    transaction({
      changes: [second],
      keys: [claim(["a", "1"])],
      entries: [entry()],
      firstEntries: [[1, 0]],
      moves: [move({ entity: 2 }), move(far)],
      denials: [{ ...figure(), customer: 1, capability: 1, count: 1, firstAt: AT, lastAt: AT, recent: [] }],
    }),
  );
  expect(outcome).toEqual({ kind: "refused", move: 1, amounts: { used: 5, held: 3, uncarved: 0, excess: 0 } });
  expect(await traces()).toEqual(before);
  expect(await ledger.commit(transaction({ keys: [probe("a")] }))).toMatchObject({ kind: "committed" });
});

test("the largest amounts fit", async () => {
  const moves = [move({ use: AMOUNT_MAX, hold: -AMOUNT_MAX })];
  expect(await ledger.commit(transaction({ moves }))).toMatchObject({
    moved: [{ used: AMOUNT_MAX, held: -AMOUNT_MAX }],
  });
});

test("counters are dropped, then put, then moved", async () => {
  await ledger.commit(transaction({ moves: [move(), move({ entity: 2 }), move({ assignment: 2 })] }));
  const outcome = await ledger.commit(
    transaction({ dropped: [1], figures: [figure({ used: 100, held: 4 })], moves: [move({ use: 1 })] }),
  );
  expect(outcome).toMatchObject({ moved: [{ used: 101, held: 4 }] });
  const kept = [figure({ used: 101, held: 4 }), figure({ assignment: 2 })];
  expect(await collected(ledger.allCounters())).toEqual(kept);
});

test("a transaction that the database refuses leaves nothing and holds up nobody", async () => {
  const before = await traces();
  const changes = [second, made("entity", ROWS.entity)];
  await expect(ledger.commit(transaction({ changes, entries: [entry()] }))).rejects.toThrow(/UNIQUE/);
  expect(await traces()).toEqual(before);
  expect(await ledger.commit(transaction({ entries: [entry()] }))).toMatchObject({ head: 1 });
  expect(bench.failures).toEqual([]);
});
