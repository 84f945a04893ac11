// What was committed is there after the store was closed and opened again: every kind of row, entry, counter and record.
import { CATALOG_KINDS, type CatalogChange } from "@purser/core";
import type { DenialRecord } from "@purser/service";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  AT,
  CATALOG,
  collected,
  entry,
  figure,
  made,
  move,
  ROWS,
  repeated,
  StoreBench,
  transaction,
} from "./transaction-fixture.ts";

let bench: StoreBench;
beforeEach(() => {
  bench = new StoreBench();
});
afterEach(() => bench.end());

test("a row of every kind comes back as it was written", async () => {
  await (await bench.openWithCatalog()).close();
  const { catalog } = await bench.open();
  for (const kind of CATALOG_KINDS) expect(await collected(catalog.rows(kind))).toEqual([ROWS[kind]]);
});

test("nulls, empty texts and the largest numbers come back as they were", async () => {
  const store = await bench.openWithCatalog();
  const customer = {
    ...ROWS.customer,
    number: 2,
    id: "β",
    displayName: "",
    timeZone: null,
    anchor: null,
    metadata: {},
  };
  const assignment = { ...ROWS.assignment, number: 9, scope: [], cadence: null, usageLimit: null, anchor: -1 };
  const limit = 999_999_999_999_999;
  const huge = { ...assignment, number: 10, usageLimit: limit, countAfter: Number.MAX_SAFE_INTEGER };
  const changes = [made("customer", customer), made("assignment", assignment), made("assignment", huge)];
  await store.ledger.commit(transaction({ changes }));
  await store.close();
  const { catalog } = await bench.open();
  expect((await collected(catalog.rows("customer"))).at(-1)).toEqual(customer);
  expect((await collected(catalog.rows("assignment"))).slice(1)).toEqual([assignment, huge]);
});

test("rows change and go, and the numbers of gone assignments are still told", async () => {
  const store = await bench.openWithCatalog();
  const entity = { ...ROWS.entity, displayName: null, archivedAt: null, version: 3 };
  const changes: CatalogChange[] = [
    { kind: "entity", before: ROWS.entity, after: entity },
    { kind: "assignment", before: ROWS.assignment, after: null },
  ];
  await store.ledger.commit(transaction({ changes }));
  await store.close();
  const { catalog } = await bench.open();
  expect(await collected(catalog.rows("entity"))).toEqual([entity]);
  expect(await collected(catalog.rows("assignment"))).toEqual([]);
  expect((await catalog.state()).lastAssignment).toBe(1);
});

test("entries of every shape come back as they were recorded", async () => {
  const store = await bench.openWithCatalog();
  const entries = [
    entry({ dimensions: { team: 1, "ä b": "x" }, metadata: { run: "7" }, idempotencyKey: "k-1" }),
    entry({ named: [1, "unknown"], resolved: [4_000_000_000_000_000, 300, 1], use: 999_999_999_999_999 }),
    entry({ kind: "correction", use: -5, hold: -2, corrects: 1, resolved: [], timestamp: -1 }),
  ];
  await store.ledger.commit(transaction({ entries }));
  await store.close();
  const { ledger } = await bench.open();
  const expected = entries.map((row, index) => ({ ...row, sequence: index + 1 }));
  expect(await collected(ledger.scan({ customer: 0, after: 0, until: 3 }))).toEqual(expected);
  expect(await ledger.entryWithCorrections(1)).toEqual([expected[0], expected[2]]);
  expect(await ledger.entryWithCorrections(99)).toEqual([]);
});

test("counters come back in the order asked, lifetime ones too, zeros where nobody was", async () => {
  const store = await bench.openWithCatalog();
  const lifetime = move({ periodStart: Number.NEGATIVE_INFINITY, use: 7, hold: 2, uncarved: 4, excess: 1 });
  const committed = await store.ledger.commit(transaction({ moves: [move(), lifetime] }));
  expect(committed).toEqual({
    kind: "committed",
    head: 0,
    moved: [
      { used: 5, held: 0, uncarved: 0, excess: 0 },
      { used: 7, held: 2, uncarved: 4, excess: 1 },
    ],
  });
  await store.close();
  const { ledger } = await bench.open();
  const whole = figure({ periodStart: Number.NEGATIVE_INFINITY, used: 7, held: 2, uncarved: 4, excess: 1 });
  const untouched = figure({ entity: 8, used: 0 });
  expect(await ledger.counters([untouched, whole, figure()])).toEqual([untouched, whole, figure()]);
  expect(await collected(ledger.allCounters())).toEqual([whole, figure()]);
});

test("denial records are put in place of older ones and found by entity and capability", async () => {
  const store = await bench.openWithCatalog();
  const denial = { at: AT, requestId: "r", requested: 3, used: 1, held: 0, usageLimit: 2, reason: "usage_limit" };
  const recent = [{ ...denial, asking: null }];
  const key = { assignment: 1, entity: 1, periodStart: Number.NEGATIVE_INFINITY, customer: 1, capability: 1 };
  const record: DenialRecord = { ...key, count: 1, firstAt: AT, lastAt: AT, recent };
  const grown = { ...record, count: 2, lastAt: AT + 1 };
  const other = { ...record, entity: 2, capability: 4, periodStart: AT, recent: [] };
  await store.ledger.commit(transaction({ denials: [record, other] }));
  await store.ledger.commit(transaction({ denials: [grown] }));
  await store.close();
  const { ledger } = await bench.open();
  expect(await ledger.denials({ customer: 1, entity: null, capability: null })).toEqual([grown, other]);
  expect(await ledger.denials({ customer: 1, entity: 2, capability: null })).toEqual([other]);
  expect(await ledger.denials({ customer: 1, entity: null, capability: 1 })).toEqual([grown]);
  expect(await ledger.denials({ customer: 2, entity: null, capability: null })).toEqual([]);
});

test("start-up learns the head, first entries, and when each customer was last recorded at the latest", async () => {
  const store = await bench.openWithCatalog();
  const entries = [entry({ recordedAt: AT + 9 }), entry({ recordedAt: AT + 3 })];
  await store.ledger.commit(transaction({ entries, firstEntries: [[1, 1]] }));
  await store.ledger.commit(transaction({ entries: [entry({ recordedAt: AT + 4 })] }));
  await store.close();
  const state = await (await bench.open()).catalog.state();
  expect(state.head).toBe(3);
  expect([...state.lastRecorded]).toEqual([[1, AT + 9]]);
  expect([...state.firstEntries]).toEqual([[1, 2]]);
});

test("a change of a customer keeps when it was last recorded", async () => {
  const store = await bench.openWithCatalog();
  await store.ledger.commit(transaction({ entries: [entry()], firstEntries: [[1, 0]] }));
  const customer = { ...ROWS.customer, displayName: "Acme" };
  const entity = { ...ROWS.entity, version: 3 };
  const changes: CatalogChange[] = [
    { kind: "customer", before: ROWS.customer, after: customer },
    { kind: "entity", before: ROWS.entity, after: entity },
  ];
  await store.ledger.commit(transaction({ changes }));
  const state = await store.catalog.state();
  expect([...state.lastRecorded]).toEqual([[1, AT]]);
  expect([...state.firstEntries]).toEqual([[1, 1]]);
});

test("a secret is made once and differs by name and by installation", async () => {
  const store = await bench.open();
  const [cursor, again, other] = await Promise.all(
    ["cursor", "cursor", "apiKey"].map((name) => store.catalog.secret(name)),
  );
  await store.close();
  expect(await (await bench.open()).catalog.secret("cursor")).toBe(cursor);
  expect(again).toBe(cursor);
  expect(other).not.toBe(cursor);
  expect(Buffer.from(cursor ?? "", "base64url")).toHaveLength(32);
});

test("rows come in slices, in the order of their numbers, and none is left out", async () => {
  const store = await bench.openWithCatalog();
  const changes = repeated(12_000, (index) =>
    made("entity", { ...ROWS.entity, number: 12_002 - index, id: `e${index}` }),
  );
  await store.ledger.commit(transaction({ changes }));
  const slices: number[] = [];
  const numbers: number[] = [];
  for await (const slice of store.catalog.rows("entity")) {
    slices.push(slice.length);
    numbers.push(...slice.map((row) => row.number));
  }
  expect(slices).toEqual([10_000, 2_001]);
  expect(numbers).toEqual([1, ...repeated(12_000, (index) => index + 3)]);
});

test("the audit log tells each change with its place, its position and both rows", async () => {
  const store = await bench.openWithCatalog();
  await store.ledger.commit(transaction({ entries: [entry(), entry()] }));
  const entity = { ...ROWS.entity, version: 3 };
  const changed: CatalogChange = { kind: "entity", before: ROWS.entity, after: entity };
  const deleted: CatalogChange = { kind: "assignment", before: ROWS.assignment, after: null };
  await store.ledger.commit(
    transaction({ at: AT + 1, actor: "key_2", changes: [changed, deleted], entries: [entry()] }),
  );
  await store.close();
  const { catalog } = await bench.open();
  const all = await catalog.auditLog({ environment: 1, customer: null, kind: null, after: 0, limit: 100 });
  expect(all.map(({ number }) => number)).toEqual(repeated(12, (index) => index + 1));
  expect(all.slice(0, 10).map(({ change }) => change)).toEqual(CATALOG);
  expect(all.map(({ customer }) => customer)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1]);
  const later = { at: AT + 1, position: 2, actor: "key_2", environment: 1, customer: 1 };
  expect(all.slice(10)).toEqual([
    { ...later, number: 11, change: changed },
    { ...later, number: 12, change: deleted },
  ]);
  const some = await catalog.auditLog({ environment: 1, customer: 1, kind: "assignment", after: 10, limit: 1 });
  expect(some.map(({ number }) => number)).toEqual([12]);
  expect(await catalog.auditLog({ environment: 2, customer: null, kind: null, after: 0, limit: 9 })).toEqual([]);
});

test("a repair is told in the audit log, before and after", async () => {
  const store = await bench.openWithCatalog();
  const repair = { environment: 1, before: { used: 1 }, after: { used: 2 } };
  await store.ledger.commit(transaction({ figures: [figure()], repair }));
  const told = await store.catalog.auditLog({ environment: 1, customer: null, kind: "repair", after: 0, limit: 9 });
  const change = { kind: "repair", before: { used: 1 }, after: { used: 2 } };
  expect(told).toEqual([{ number: 11, at: AT, position: 0, actor: "key_1", environment: 1, customer: 0, change }]);
});
