// The commit exam: a transaction is written whole or not at all, and says which (R21, R1, page 3).
import { AMOUNT_MAX } from "@purser/core";
import { expect, it } from "vitest";
import {
  allOf,
  amounts,
  claim,
  committed,
  digest,
  type ExamStore,
  entry,
  LIFETIME,
  MARCH,
  move,
  scanned,
  transaction,
} from "./exam-store.ts";

export function examineCommits(store: () => ExamStore): void {
  examineFigures(store);
  examineKeys(store);
  examineRange(store);
  examineLoads(store);
}

function examineFigures(store: () => ExamStore): void {
  it("answers the head and the figures after each move, in their order", async () => {
    const first = await committed(store(), {
      entries: [entry(), entry()],
      moves: [move([1, 1], 5), move([2, 2], -3, LIFETIME)],
    });
    expect(first).toEqual({
      kind: "committed",
      head: 2,
      moved: [amounts({ used: 5, held: 0 }), amounts({ used: -3, held: 0 })],
    });
    const second = await committed(store(), {
      entries: [entry()],
      moves: [{ ...move([2, 2], 3, LIFETIME), hold: 7 }, move([1, 1], 2)],
    });
    expect(second).toEqual({
      kind: "committed",
      head: 3,
      moved: [amounts({ used: 0, held: 7 }), amounts({ used: 7, held: 0 })],
    });
    expect(
      await store().ledger.counters([move([1, 1], 0), move([1, 1], 0, MARCH + 1), move([2, 2], 0, LIFETIME)]),
    ).toEqual([
      { assignment: 1, entity: 1, periodStart: MARCH, ...amounts({ used: 7, held: 0 }) },
      { assignment: 1, entity: 1, periodStart: MARCH + 1, ...amounts({ used: 0, held: 0 }) },
      { assignment: 2, entity: 2, periodStart: LIFETIME, ...amounts({ used: 0, held: 7 }) },
    ]);
  });
}

function examineKeys(store: () => ExamStore): void {
  it("writes nothing when a key is taken, and tells what stands under it", async () => {
    const entries = [entry({ idempotencyKey: "a", use: 4 }), entry({ idempotencyKey: "a", capability: 2, use: 9 })];
    await committed(store(), { entries, keys: [claim("a", { entryCount: 2 })] });
    const refused = await store().ledger.commit(
      transaction({
        entries: [entry(), entry()],
        keys: [claim("b"), claim("a", { firstEntry: 1, content: digest("other") })],
        moves: [move([1, 1], 5)],
      }),
    );
    const standing = entries.map((one, index) => ({ ...one, sequence: index + 1 }));
    expect(refused).toEqual({
      kind: "claimed",
      taken: [{ claim: 1, content: claim("a").content, entries: standing }],
    });
    expect(await scanned(store(), { until: 9 })).toHaveLength(2);
    expect(await allOf(store().ledger.allCounters())).toEqual([]);
    expect((await committed(store(), { entries: [entry()], keys: [claim("b")] })).head).toBe(3);
  });

  it("looks a key up without claiming it, and tells keys of customers apart", async () => {
    const probe = claim("a", { entryCount: 0, content: "" });
    await committed(store(), { keys: [probe], entries: [entry()] });
    await committed(store(), { keys: [probe, claim("a")], entries: [entry({ idempotencyKey: "a" })] });
    const other = await committed(store(), {
      entries: [entry({ customer: 2, resolved: [3] })],
      keys: [claim("a", { customer: 2 })],
    });
    expect(other.head).toBe(3);
    const found = await store().ledger.commit(transaction({ keys: [probe] }));
    expect(found).toMatchObject({ kind: "claimed", taken: [{ claim: 0, entries: [{ sequence: 2 }] }] });
  });
}

function examineRange(store: () => ExamStore): void {
  it("writes nothing when a figure would leave the range of amounts, and tells the figures of before", async () => {
    await committed(store(), { moves: [move([1, 1], AMOUNT_MAX - 1), { ...move([2, 2], 3), hold: 2 }] });
    const refused = await store().ledger.commit(
      transaction({
        entries: [entry({ idempotencyKey: "a" })],
        keys: [claim("a")],
        moves: [move([2, 2], 1), move([1, 1], 2)],
        firstEntries: [[1, 0]],
      }),
    );
    expect(refused).toEqual({ kind: "refused", move: 1, amounts: amounts({ used: AMOUNT_MAX - 1 }) });
    expect(await store().ledger.counters([move([2, 2], 0)])).toMatchObject([{ used: 3, held: 2 }]);
    expect((await store().catalog.state()).head).toBe(0);
    const again = await committed(store(), { entries: [entry()], keys: [claim("a")], moves: [move([1, 1], 1)] });
    expect(again).toEqual({ kind: "committed", head: 1, moved: [amounts({ used: AMOUNT_MAX })] });
  });

  it("drops an assignment's counters, then puts figures in place of what stands", async () => {
    await committed(store(), { moves: [move([1, 1], 5), move([1, 2], 6), move([2, 2], 7)] });
    const figure = { assignment: 1, entity: 1, periodStart: LIFETIME, ...amounts({ used: 40, held: 1, excess: 5 }) };
    const replaced = { assignment: 2, entity: 2, periodStart: MARCH, ...amounts({ used: 2, uncarved: 1 }) };
    await committed(store(), { dropped: [1], figures: [figure, replaced] });
    const kept = (await allOf(store().ledger.allCounters())).sort((a, b) => a.assignment - b.assignment);
    expect(kept).toEqual([figure, replaced]);
  });

  it("takes in commits that come together one after the other, each on the figures of the one before", async () => {
    const all = Array.from({ length: 20 }, (_, index) =>
      committed(store(), { entries: [entry({ use: index })], moves: [move([1, 1], 1)] }),
    );
    const outcomes = await Promise.all(all);
    expect(outcomes.map(({ head }) => head)).toEqual(outcomes.map((_, index) => index + 1));
    expect(outcomes.map(({ moved }) => moved[0]?.used)).toEqual(outcomes.map((_, index) => index + 1));
    expect((await scanned(store(), { until: 20 })).map(({ use }) => use)).toEqual(outcomes.map((_, index) => index));
  });
}

function examineLoads(store: () => ExamStore): void {
  const figures = () => store().ledger.counters([move([1, 1], 0), move([2, 2], 0)]);

  it("R26: refuses a move whose counter is loaded beyond what it bears, and grants at the bound", async () => {
    await committed(store(), { moves: [{ ...move([1, 1], 6), hold: 4 }] });
    const bearing = (loadMost: number | null) => ({ ...move([1, 1], 1), hold: 1, loadMost });
    const parts = { entries: [entry()], keys: [claim("a")] };
    const refused = transaction({ ...parts, moves: [move([2, 2], 1), bearing(9)] });
    expect(await store().ledger.commit(refused)).toEqual({
      kind: "refused",
      move: 1,
      amounts: amounts({ used: 6, held: 4 }),
    });
    expect(await figures()).toMatchObject([
      { used: 6, held: 4 },
      { used: 0, held: 0 },
    ]);
    const granted = await committed(store(), { ...parts, moves: [bearing(10)] });
    expect(granted).toMatchObject({ head: 1, moved: [{ used: 7, held: 5 }] });
    await store().reopen();
    const beyond = transaction({ moves: [bearing(11)] });
    expect(await store().ledger.commit(beyond)).toMatchObject({
      kind: "refused",
      move: 0,
      amounts: { used: 7, held: 5 },
    });
    expect(await committed(store(), { moves: [bearing(null)] })).toMatchObject({ moved: [{ used: 8, held: 6 }] });
  });

  it("judges two moves of one counter in one transaction by what it was loaded with before both", async () => {
    const bearing = (use: number, loadMost: number) => ({ ...move([1, 1], use), loadMost });
    const both = await committed(store(), { moves: [bearing(5, 0), bearing(7, 0)] });
    expect(both.moved.at(-1)).toEqual(amounts({ used: 12 }));
    const one = transaction({ moves: [bearing(-20, 12), bearing(1, 11)] });
    expect(await store().ledger.commit(one)).toEqual({
      kind: "refused",
      move: 1,
      amounts: amounts({ used: 12 }),
    });
    expect(await figures()).toMatchObject([{ used: 12 }, { used: 0 }]);
  });

  it("grants on a counter that is loaded with less than nothing, and on one that nobody touched", async () => {
    await committed(store(), { moves: [move([1, 1], -3)] });
    const at = (loadMost: number) => transaction({ moves: [{ ...move([1, 1], 0), loadMost }] });
    expect(await store().ledger.commit(at(-4))).toMatchObject({ kind: "refused", amounts: { used: -3 } });
    expect(await store().ledger.commit(at(-3))).toMatchObject({ kind: "committed" });
    const untouched = { ...move([2, 2], 1, LIFETIME), loadMost: 0 };
    expect(await store().ledger.commit(transaction({ moves: [untouched] }))).toMatchObject({ kind: "committed" });
  });

  it("takes grants that come together one after the other: no more than the bound bears", async () => {
    const grant = () => store().ledger.commit(transaction({ moves: [{ ...move([1, 1], 1), loadMost: 7 }] }));
    const outcomes = await Promise.all(Array.from({ length: 20 }, grant));
    expect(outcomes.filter(({ kind }) => kind === "committed")).toHaveLength(8);
    expect(await figures()).toMatchObject([{ used: 8 }, { used: 0 }]);
  });
}
