// The write backlog: whatever is committed, rolled back, folded or left by a process that ended, keys and counters read the same.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { NO_AMOUNTS } from "@purser/core";
import type { CounterFigure, CounterKey, CounterMove, KeyClaim } from "@purser/service";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { commit } from "../commit.ts";
import { migrate } from "../migrate.ts";
import { packKeys, packTransaction } from "../packed-transaction.ts";
import { CATALOG, claim, entry, figure, move, repeated, transaction } from "../transaction-fixture.ts";
import { openConnection } from "./sqlite-connection.ts";
import { sqliteSchema } from "./sqlite-schema.ts";
import { SqliteSession } from "./sqlite-session.ts";
import { SqliteWriteSession } from "./sqlite-write-session.ts";

let directory: string;
let database: DatabaseSync;
let session: SqliteWriteSession;

function open(stretchMax?: number): void {
  database = openConnection(join(directory, "purser.db"), { isReadOnly: false, pageCountMax: null });
  session = new SqliteWriteSession(database, stretchMax);
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "purser-backlog-"));
  const first = openConnection(join(directory, "purser.db"), { isReadOnly: false, pageCountMax: null });
  await migrate(new SqliteSession(first).tables, sqliteSchema);
  first.close();
  open();
  await commit(session, packTransaction(transaction({ changes: CATALOG })));
});
afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true });
});

/** The process ends without another word; the next one finds what it wrote. */
function reopen(stretchMax?: number): void {
  database.close();
  open(stretchMax);
}

const rows = (table: string): number => Number(database.prepare(`select count(*) as rows from ${table}`).get()?.rows);
const hash = (number: number): string => number.toString(16).padStart(32, "0");
const keyed = (number: number, firstEntry = 0): KeyClaim =>
  claim(["0", "0"], { hash: hash(number), content: hash(number), firstEntry });

test("a commit writes its backlog and no row of the tables, a fold the rows and no backlog", async () => {
  await commit(session, packTransaction(transaction({ entries: [entry()], keys: [keyed(1)], moves: [move()] })));
  expect(["write_backlog", "idempotency_key", "counter"].map(rows)).toEqual([1, 0, 0]);
  session.fold();
  expect(["write_backlog", "idempotency_key", "counter"].map(rows)).toEqual([0, 1, 1]);
});

const large = (from: number) =>
  transaction({
    entries: repeated(5_000, () => entry()),
    keys: repeated(5_000, (index) => keyed(from + index, index)),
  });

test("a full stretch is folded bit by bit by the commits behind it, and its keys are found all the while", async () => {
  for (let from = 0; from < 100_000; from += 5_000) await commit(session, packTransaction(large(from)));
  expect(rows("idempotency_key")).toBe(0);
  await commit(session, packTransaction(large(100_000)));
  expect(rows("idempotency_key")).toBeGreaterThanOrEqual(10_000);
  for (const number of [1, 99_999, 104_999]) {
    const outcome = await commit(session, packTransaction(transaction({ keys: [keyed(number)], entries: [entry()] })));
    expect(outcome).toMatchObject({ kind: "claimed", taken: [{ content: hash(number) }] });
  }
  const backlog = rows("write_backlog");
  for (let from = 105_000; from < 200_000; from += 5_000) await commit(session, packTransaction(large(from)));
  expect(rows("idempotency_key")).toBeGreaterThanOrEqual(100_000);
  expect(rows("write_backlog")).toBeLessThanOrEqual(backlog);
  reopen();
  session.fold();
  expect([rows("idempotency_key"), rows("write_backlog")]).toEqual([200_000, 0]);
});

test("a full disk leaves the backlog as it was, and with more room it goes on", async () => {
  const some = (from: number) =>
    transaction({ entries: [entry()], keys: [keyed(from)], moves: repeated(999, (at) => move({ entity: from + at })) });
  const pages = Number(database.prepare("pragma page_count").get()?.page_count);
  database.exec(`pragma max_page_count = ${pages + 150}`);
  let committed = 0;
  let refused: unknown = null;
  while (refused === null) {
    const outcome = commit(session, packTransaction(some(committed * 1_000)));
    refused = await outcome.then(
      () => null,
      (error: unknown) => error,
    );
    if (refused === null) committed += 1;
  }
  expect(refused).toMatchObject({ errstr: expect.stringContaining("full") });
  expect(committed).toBeGreaterThan(5);
  expect(() => session.fold()).toThrow(/full/);
  expect(rows("counter")).toBe(0);
  database.exec("pragma max_page_count = 100000");
  expect(await commit(session, packTransaction(some(committed * 1_000)))).toMatchObject({ kind: "committed" });
  session.fold();
  expect(rows("counter")).toBe((committed + 1) * 999);
});

test("dropped counters stay dropped, through rollbacks, folds and ends of the process", async () => {
  const keys = packKeys([move(), move({ entity: 2 })]);
  const figures = (): number[] => [...session.counters(keys)];
  await commit(session, packTransaction(transaction({ moves: [move({ use: 7 }), move({ entity: 2, use: 9 })] })));
  session.fold();
  await commit(session, packTransaction(transaction({ moves: [move({ use: 1 })] })));
  const drop = transaction({ dropped: [1], figures: [figure({ entity: 2, used: 4 })] });
  await expect(commit(session, packTransaction({ ...drop, changes: [...CATALOG] }))).rejects.toThrow();
  expect(figures()).toEqual([8, 0, 0, 0, 9, 0, 0, 0]);
  await commit(session, packTransaction(drop));
  expect(figures()).toEqual([0, 0, 0, 0, 4, 0, 0, 0]);
  reopen();
  expect(figures()).toEqual([0, 0, 0, 0, 4, 0, 0, 0]);
  session.fold();
  expect(rows("counter")).toBe(1);
});

test("figures that are put are read before those of the backlog, also when they are rolled back", async () => {
  await commit(session, packTransaction(transaction({ moves: [move({ use: 7 })] })));
  const put = transaction({ figures: [figure({ used: 100 })], moves: [move({ use: 1 })] });
  const broken = transaction({ ...put, changes: [...CATALOG] });
  await expect(commit(session, packTransaction(broken))).rejects.toThrow();
  expect([...session.counters(packKeys([move()]))]).toEqual([7, 0, 0, 0]);
  await commit(session, packTransaction(put));
  expect([...session.counters(packKeys([move()]))]).toEqual([101, 0, 0, 0]);
});

test("what is carved is read from the backlog and from the rows, also once it is nothing any more", async () => {
  const key = packKeys([move()]);
  const carve = (use: number, uncarved: number, excess: number) =>
    commit(session, packTransaction(transaction({ moves: [move({ use, uncarved, excess })] })));
  await carve(7, 4, 2);
  reopen();
  expect([...session.counters(key)]).toEqual([7, 0, 4, 2]);
  session.fold();
  reopen();
  expect([...session.counters(key)]).toEqual([7, 0, 4, 2]);
  await carve(1, 0, 0);
  reopen();
  expect([...session.counters(key)]).toEqual([8, 0, 4, 2]);
  await carve(0, -4, -2);
  reopen();
  expect([...session.counters(key)]).toEqual([8, 0, 0, 0]);
  session.fold();
  reopen();
  expect([...session.counters(key)]).toEqual([8, 0, 0, 0]);
  await commit(session, packTransaction(transaction({ figures: [figure({ uncarved: 5, excess: 3 })] })));
  session.fold();
  await commit(session, packTransaction(transaction({ figures: [figure()] })));
  reopen();
  session.fold();
  reopen();
  expect([...session.counters(key)]).toEqual([5, 0, 0, 0]);
});

interface Step {
  readonly kind: "commit" | "refused" | "fold" | "reopen";
  readonly drops: boolean;
  readonly keys: readonly number[];
  readonly moves: readonly CounterMove[];
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom("commit", "commit", "commit", "refused", "fold", "reopen"),
    drops: fc.integer({ min: 0, max: 5 }).map((number) => number === 0),
    keys: fc.uniqueArray(fc.nat({ max: 12 }), { maxLength: 3 }),
    moves: fc.array(
      fc.record({
        assignment: fc.integer({ min: 1, max: 2 }),
        entity: fc.integer({ min: 1, max: 3 }),
        periodStart: fc.constantFrom(Number.NEGATIVE_INFINITY, 0, 1_000),
        use: fc.integer({ min: -5, max: 9 }),
        hold: fc.integer({ min: -5, max: 9 }),
        uncarved: fc.constantFrom(0, 0, 0, 1, -1),
        excess: fc.constantFrom(0, 0, 0, 1, -1),
        loadMost: fc.option(fc.integer({ min: -5, max: 20 }), { freq: 8 }),
        expected: fc.constantFrom(null, null, null, null, null, NO_AMOUNTS),
      }),
      { maxLength: 4 },
    ),
  }),
  { maxLength: 30 },
);

/** Rows to a stretch: so few that runs begin, go on over several commits, and overlap. */
const SMALL = 5;

const AMOUNTS = ["used", "held", "uncarved", "excess"] as const;

const name = ({ assignment, entity, periodStart }: CounterKey): string => `${assignment} ${entity} ${periodStart}`;

test("keys and counters are those of a plain model, whatever happens in between", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      database.exec("delete from idempotency_key; delete from counter; delete from write_backlog");
      reopen(SMALL);
      const counters = new Map<string, CounterFigure>();
      const keys = new Set<number>();
      for (const step of taken) await play(step, { counters, keys });
      const asked = [...counters.values()];
      const figures = [...session.counters(packKeys(asked))];
      expect(figures).toEqual(asked.flatMap((one) => AMOUNTS.map((amount) => one[amount])));
      session.fold();
      expect([rows("idempotency_key"), rows("write_backlog")]).toEqual([keys.size, 0]);
      expect(standing()).toEqual(asked.filter((one) => AMOUNTS.some((amount) => one[amount] !== 0)).length);
    }),
    { numRuns: 120 },
  );
});

interface Model {
  readonly counters: Map<string, CounterFigure>;
  readonly keys: Set<number>;
}

async function play(step: Step, model: Model): Promise<void> {
  if (step.kind === "fold") return session.fold();
  if (step.kind === "reopen") return reopen(SMALL);
  const isRefused = step.kind === "refused";
  const part = {
    entries: step.keys.map(() => entry()),
    keys: step.keys.map((number, index) => keyed(number, index)),
    moves: movesOf(step),
    dropped: step.drops ? [1] : [],
    // What is there already can't be made: the transaction comes to nothing.
    changes: isRefused ? CATALOG : [],
  };
  const outcome = await commit(session, packTransaction(transaction(part))).catch(() => null);
  const standing = step.keys.filter((number) => model.keys.has(number));
  if (standing.length > 0) {
    expect(outcome).toMatchObject({ kind: "claimed", taken: standing.map((number) => ({ content: hash(number) })) });
    return;
  }
  const refusal = isRefused ? null : refusalOf(step, model);
  if (refusal !== null) return expect(outcome).toEqual(refusal);
  expect(outcome?.kind ?? null).toBe(isRefused ? null : "committed");
  if (!isRefused) count(step, model);
}

/** Grants are never judged on counters that the same transaction drops. */
const movesOf = ({ moves, drops }: Step): CounterMove[] =>
  moves.map((one) => (drops ? { ...one, loadMost: null, expected: null } : one));

function refusalOf(step: Step, { counters }: Model): object | null {
  for (const [index, one] of movesOf(step).entries()) {
    const { used, held, uncarved, excess } = counters.get(name(one)) ?? NO_AMOUNTS;
    const refused = { kind: "refused", move: index, amounts: { used, held, uncarved, excess } };
    if (one.loadMost !== null && used + held > one.loadMost) return refused;
    if (one.expected !== null && [used, held, uncarved, excess].some((amount) => amount !== 0)) return refused;
  }
  return null;
}

function count(step: Step, { keys, counters }: Model): void {
  for (const number of step.keys) keys.add(number);
  for (const [text, one] of counters) {
    if (step.drops && one.assignment === 1) counters.set(text, { ...one, ...NO_AMOUNTS });
  }
  for (const { assignment, entity, periodStart, ...one } of step.moves) {
    const key = { assignment, entity, periodStart };
    const { used, held, uncarved, excess } = counters.get(name(key)) ?? NO_AMOUNTS;
    counters.set(name(key), {
      ...key,
      used: used + one.use,
      held: held + one.hold,
      uncarved: uncarved + one.uncarved,
      excess: excess + one.excess,
    });
  }
}

const standing = (): number =>
  Number(
    database
      .prepare("select count(*) as rows from counter where used <> 0 or held <> 0 or uncarved <> 0 or excess <> 0")
      .get()?.rows,
  );
