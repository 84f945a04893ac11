// The carving exam: uncarved and excess stand beside used and held, and a move may say which figures it rests on (R34).
import { AMOUNT_MAX, type CounterAmounts } from "@purser/core";
import type { CommitOutcome, CounterMove } from "@purser/service";
import { expect, it } from "vitest";
import { allOf, amounts, claim, committed, type ExamStore, entry, LIFETIME, move, transaction } from "./exam-store.ts";

const carving = (parts: Partial<CounterMove>): CounterMove => ({ ...move([1, 1], 0), ...parts });

export function examineCarving(store: () => ExamStore): void {
  examineFigures(store);
  examineExpectations(store);
  examineExpectationsTogether(store);
}

const STOOD = amounts({ used: 7, held: 2, uncarved: 4, excess: 3 });

const stand = (store: ExamStore): Promise<unknown> =>
  committed(store, { moves: [carving({ use: 7, hold: 2, uncarved: 4, excess: 3 })] });

const expecting = (parts: Partial<CounterAmounts>, change: Partial<CounterMove> = {}): CounterMove =>
  carving({ use: 1, ...change, expected: { ...STOOD, ...parts } });

const refusal = (move: number): CommitOutcome => ({ kind: "refused", move, amounts: STOOD });

function examineFigures(store: () => ExamStore): void {
  const other = move([1, 1], 0, LIFETIME);
  const figures = () => store().ledger.counters([carving({}), other]);
  const all = () => allOf(store().ledger.allCounters());

  it("moves uncarved and excess, answers them, and keeps them through a reopening", async () => {
    const first = await committed(store(), {
      moves: [carving({ use: 7, hold: 2, uncarved: 4, excess: 3 }), { ...other, use: 1 }],
    });
    const stood = amounts({ used: 7, held: 2, uncarved: 4, excess: 3 });
    expect(first.moved).toEqual([stood, amounts({ used: 1 })]);
    await store().reopen();
    expect(await figures()).toMatchObject([stood, amounts({ used: 1 })]);
    const second = await committed(store(), { moves: [carving({ use: 1 }), { ...other, uncarved: -2, excess: 9 }] });
    const moved = [amounts({ ...stood, used: 8 }), amounts({ used: 1, uncarved: -2, excess: 9 })];
    expect(second.moved).toEqual(moved);
    expect(await figures()).toMatchObject(moved);
    expect((await all()).sort((a, b) => b.used - a.used)).toMatchObject(moved);
    await store().reopen();
    expect(await figures()).toMatchObject(moved);
    expect((await all()).sort((a, b) => b.used - a.used)).toMatchObject(moved);
  });

  it("puts them in place of what stands, and takes them back to nothing", async () => {
    const key = { assignment: 1, entity: 1, periodStart: LIFETIME };
    const put = (parts: Partial<CounterAmounts>) => committed(store(), { figures: [{ ...key, ...amounts(parts) }] });
    await put({ used: 5, uncarved: 4, excess: 3 });
    expect(await all()).toEqual([{ ...key, ...amounts({ used: 5, uncarved: 4, excess: 3 }) }]);
    await put({ used: 5, excess: 1 });
    await store().reopen();
    expect(await all()).toEqual([{ ...key, ...amounts({ used: 5, excess: 1 }) }]);
    await committed(store(), { moves: [{ ...other, excess: -1 }] });
    await store().reopen();
    expect(await all()).toEqual([{ ...key, ...amounts({ used: 5 }) }]);
    await put({ used: 5, uncarved: 2 });
    await committed(store(), { dropped: [1], moves: [{ ...other, use: 1 }] });
    expect(await all()).toEqual([{ ...key, ...amounts({ used: 1 }) }]);
  });

  it("leaves them as they were in a transaction that is refused", async () => {
    await committed(store(), { moves: [carving({ use: 3, uncarved: 2, excess: 1 })] });
    const refused = transaction({
      moves: [carving({ uncarved: 5, excess: -1 }), carving({ use: AMOUNT_MAX })],
    });
    const stood = amounts({ used: 3, uncarved: 2, excess: 1 });
    expect(await store().ledger.commit(refused)).toEqual({ kind: "refused", move: 1, amounts: stood });
    expect(await figures()).toMatchObject([stood, amounts({})]);
    await store().reopen();
    expect(await figures()).toMatchObject([stood, amounts({})]);
  });
}

function examineExpectations(store: () => ExamStore): void {
  it.each<keyof CounterAmounts>(["used", "held", "uncarved", "excess"])(
    "R34: refuses a move that expects another %s, less or more, and tells the figures",
    async (amount) => {
      await stand(store());
      const parts = { entries: [entry()], keys: [claim("a")] };
      for (const unlike of [STOOD[amount] - 1, STOOD[amount] + 1]) {
        const moves = [move([2, 2], 1), expecting({ [amount]: unlike })];
        expect(await store().ledger.commit(transaction({ ...parts, moves }))).toEqual(refusal(1));
      }
      expect(await store().ledger.counters([carving({}), move([2, 2], 0)])).toMatchObject([STOOD, amounts({})]);
      const granted = await committed(store(), { ...parts, moves: [move([2, 2], 1), expecting({})] });
      expect(granted).toMatchObject({ head: 1, moved: [amounts({ used: 1 }), { ...STOOD, used: 8 }] });
    },
  );

  it("judges by what the rows and the backlog hold after a reopening, and by nothing where nobody was", async () => {
    await stand(store());
    await store().reopen();
    expect(await store().ledger.commit(transaction({ moves: [expecting({ excess: 2 })] }))).toEqual(refusal(0));
    await allOf(store().ledger.allCounters());
    expect(await store().ledger.commit(transaction({ moves: [expecting({ uncarved: 0 })] }))).toEqual(refusal(0));
    const untouched = { ...move([2, 2], 1, LIFETIME), expected: amounts({}) };
    await committed(store(), { moves: [expecting({}), untouched] });
    const late = await store().ledger.commit(transaction({ moves: [untouched] }));
    expect(late).toEqual({ kind: "refused", move: 0, amounts: amounts({ used: 1 }) });
  });
}

function examineExpectationsTogether(store: () => ExamStore): void {
  it("judges two moves of one counter in one transaction by the figures before both", async () => {
    await stand(store());
    const steps = { uncarved: 1, excess: 1 };
    const both = await committed(store(), { moves: [expecting({}, steps), expecting({}, steps)] });
    expect(both.moved.at(-1)).toEqual({ used: 9, held: 2, uncarved: 6, excess: 5 });
    const between = { used: 10, held: 2, uncarved: 6, excess: 5 };
    const next = transaction({ moves: [carving({ use: 1 }), { ...carving({ use: 1 }), expected: between }] });
    expect(await store().ledger.commit(next)).toEqual({
      kind: "refused",
      move: 1,
      amounts: { ...between, used: 9 },
    });
  });

  it("tells the first move that may not be, whatever forbids it", async () => {
    await stand(store());
    const overloaded = { ...carving({ use: 1 }), loadMost: 8 };
    const unlike = expecting({ held: 0 });
    expect(await store().ledger.commit(transaction({ moves: [expecting({}), unlike, overloaded] }))).toEqual(
      refusal(1),
    );
    expect(await store().ledger.commit(transaction({ moves: [expecting({}), overloaded, unlike] }))).toEqual(
      refusal(1),
    );
  });

  it("takes moves that come together one after the other: one of them finds what all expect", async () => {
    await stand(store());
    const commits = Array.from({ length: 9 }, () => store().ledger.commit(transaction({ moves: [expecting({})] })));
    const kinds = (await Promise.all(commits)).map(({ kind }) => kind);
    expect(kinds).toEqual(["committed", ...Array(8).fill("refused")]);
  });
}
