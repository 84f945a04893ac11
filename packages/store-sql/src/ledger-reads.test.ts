// Reading the ledger: filters, pages and slices find each entry once, and marks never promise too much.
import type { EntryFilter } from "@purser/service";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AT, collected, entry, move, repeated, StoreBench, transaction } from "./transaction-fixture.ts";

let bench: StoreBench;
beforeEach(() => {
  bench = new StoreBench();
});
afterEach(() => bench.end());

const everything: EntryFilter = {
  customer: 1,
  entity: null,
  capability: null,
  from: null,
  to: null,
  kind: null,
  after: 0,
  limit: 1_000,
};

test("entries are found by each filter, by position, and by page", async () => {
  const { ledger } = await bench.openWithCatalog();
  const entries = [
    entry({ resolved: [3, 1] }),
    entry({ capability: 2, timestamp: AT + 10 }),
    entry({ customer: 2 }),
    entry({ kind: "correction", corrects: 1, timestamp: AT + 20, resolved: [3, 1] }),
  ];
  await ledger.commit(transaction({ entries }));
  const found = async (part: Partial<EntryFilter>) =>
    (await ledger.entries({ ...everything, ...part })).map(({ sequence }) => sequence);
  expect(await found({})).toEqual([1, 2, 4]);
  expect(await found({ customer: 2 })).toEqual([3]);
  expect(await found({ entity: 3 })).toEqual([1, 4]);
  expect(await found({ entity: 5 })).toEqual([]);
  expect(await found({ capability: 2 })).toEqual([2]);
  expect(await found({ from: AT + 10 })).toEqual([2, 4]);
  expect(await found({ from: AT, to: AT + 10 })).toEqual([1]);
  expect(await found({ kind: "correction" })).toEqual([4]);
  expect(await found({ after: 1, limit: 1 })).toEqual([2]);
  expect(await found({ limit: 0 })).toEqual([]);
});

test("an entity's entries are found far behind others, to the page's end and no further", async () => {
  const { ledger } = await bench.openWithCatalog();
  const entries = repeated(4_500, (index) => entry({ resolved: index % 2_200 === 2_199 ? [9, 1] : [1] }));
  await ledger.commit(transaction({ entries }));
  const found = async (limit: number) => (await ledger.entries({ ...everything, entity: 9, limit })).length;
  expect([await found(1), await found(2), await found(3)]).toEqual([1, 2, 2]);
});

test("a scan goes through all of a customer or of all, after and until, in slices", async () => {
  const { ledger } = await bench.openWithCatalog();
  await ledger.commit(transaction({ entries: repeated(4_100, (index) => entry({ customer: 1 + (index % 2) })) }));
  const sequences = async (customer: number, after: number, until: number) =>
    (await collected(ledger.scan({ customer, after, until }))).map(({ sequence }) => sequence);
  expect(await sequences(0, 0, 4_100)).toEqual(repeated(4_100, (index) => index + 1));
  expect(await sequences(2, 0, 9_999)).toEqual(repeated(2_050, (index) => 2 * index + 2));
  expect(await sequences(0, 10, 12)).toEqual([11, 12]);
  expect(await sequences(0, 12, 12)).toEqual([]);
});

test("all counters come in slices and none twice, lifetime first", async () => {
  const { ledger } = await bench.openWithCatalog();
  const starts = [Number.NEGATIVE_INFINITY, AT, AT + 1];
  const moves = repeated(25_000, (index) =>
    move({
      assignment: 1 + (index % 7),
      entity: 1 + Math.floor(index / 21),
      periodStart: starts[Math.floor(index / 7) % 3] ?? 0,
    }),
  );
  await ledger.commit(transaction({ moves }));
  const slices: number[] = [];
  const keys = new Set<string>();
  for await (const slice of ledger.allCounters()) {
    slices.push(slice.length);
    for (const { assignment, entity, periodStart } of slice) keys.add(`${assignment} ${entity} ${periodStart}`);
  }
  expect(slices).toEqual([10_000, 10_000, 5_000]);
  expect(keys.size).toBe(25_000);
  expect([...keys][0]).toBe("1 1 -Infinity");
});

test("every entry up to the sequence before an instant was recorded before it", async () => {
  const { ledger } = await bench.openWithCatalog();
  expect(await ledger.sequenceBefore(AT)).toBe(0);
  // Times of all customers together go back and forth; the third batch holds one that is far ahead.
  const recorded = repeated(5_000, (index) => AT + index - (index % 7) * 40 + (index === 2_500 ? 1_000 : 0));
  for (let from = 0; from < recorded.length; from += 500) {
    const batch = recorded.slice(from, from + 500);
    await ledger.commit(transaction({ entries: batch.map((recordedAt) => entry({ recordedAt })) }));
  }
  for (let instant = AT - 100; instant < AT + 6_500; instant += 100) {
    const sequence = await ledger.sequenceBefore(instant);
    const latest = Math.max(Number.NEGATIVE_INFINITY, ...recorded.slice(0, sequence));
    expect(latest).toBeLessThan(instant);
  }
  expect(await ledger.sequenceBefore(AT + 1_000)).toBe(1_000);
  expect(await ledger.sequenceBefore(AT + 6_500)).toBe(5_000);
});

test("whoever stops reading early leaves nothing behind that fails", async () => {
  const store = await bench.openWithCatalog();
  const moves = repeated(20_000, (index) => move({ entity: index + 1 }));
  await store.ledger.commit(transaction({ moves }));
  for await (const slice of store.ledger.allCounters()) {
    expect(slice).toHaveLength(10_000);
    await store.close();
    break;
  }
  await expect(collected(store.ledger.allCounters())).rejects.toMatchObject({ code: "StoreUnavailable" });
});

test("neither commits nor the main thread wait for a long read", async () => {
  const { ledger } = await bench.openWithCatalog();
  const entries = repeated(1_000, () => entry());
  for (let batch = 0; batch < 60; batch += 1) await ledger.commit(transaction({ entries }));
  let isReading = true;
  const reading = ledger.entries({ ...everything, entity: 77 }).finally(() => {
    isReading = false;
  });
  await ledger.commit(transaction({ entries: [entry()] }));
  expect(isReading).toBe(true);
  expect(await reading).toEqual([]);
});
