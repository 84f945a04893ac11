// The exam of reservations: each opens once and changes only from what it was; all are found again as they stand (R26, R27).
import { NO_AMOUNTS, type Reservation } from "@purser/core";
import type { ReservationChange, ReservationFilter } from "@purser/service";
import { expect, it } from "vitest";
import { ROWS } from "./exam-rows.ts";
import { allOf, committed, EXAM_AT, type ExamStore, entry, move, reservation, transaction } from "./exam-store.ts";

const DAY = 86_400_000;
const ALL: ReservationFilter = { customer: 1, state: null, entity: null, after: 0, limit: 100 };

export function examineReservations(store: () => ExamStore): void {
  examineChanges(store);
  examineAssertions(store);
  examineFinding(store);
  examineErasure(store);
}

const opening = (after: Reservation): ReservationChange => ({ before: null, after });

/** The changes that open it, then end it so. */
const ended = (before: Reservation, state: Reservation["state"]): ReservationChange[] => [
  opening(before),
  { before, after: { ...before, state } },
];

/** With every field filled, and with the largest and the least values that fields may have. */
const FULL = reservation({
  number: 2 ** 40,
  items: [
    { capability: 2, amount: 999_999_999_999_999, committed: null },
    { capability: 1, amount: 0, committed: null },
  ],
  resolved: [2, 1, 4_000_000_000_000_000],
  paths: [[2, 1], [], [4_000_000_000_000_000]],
  timestamp: -1,
  opened: 77,
  parent: 3,
  depth: 4,
  firstOpenedAt: EXAM_AT - 5,
  expiresAt: EXAM_AT + DAY,
  dimensions: { teamId: 2, "ä b": "", region: "eu" },
  metadata: { run: "7", "ü 🚀": "" },
});
const BARE = reservation({ number: 3, resolved: [], paths: [], named: [1, "unknown"], dimensions: null });

function examineChanges(store: () => ExamStore): void {
  it("gives reservations back as they were opened, and knows the highest number at start", async () => {
    await committed(store(), { reservations: [opening(BARE), opening(FULL)] });
    await store().reopen();
    expect(await store().ledger.reservation(FULL.number)).toEqual(FULL);
    expect(await store().ledger.reservations(ALL)).toEqual([BARE, FULL]);
    expect(await store().ledger.reservation(4)).toBeNull();
    expect((await store().catalog.state()).lastReservation).toBe(FULL.number);
  });

  it("changes and ends them, each by its own transaction or several by one", async () => {
    const items = [
      { capability: 2, amount: 5, committed: null },
      { capability: 1, amount: 7, committed: null },
    ];
    const extended: Reservation = { ...FULL, items, expiresAt: EXAM_AT + 9 };
    const committedItems = items.map((item, index) => ({ ...item, committed: index * 999_999_999_999_999 }));
    const last: Reservation = { ...extended, state: "committed", items: committedItems, commitContent: '{"ü":1}' };
    await committed(store(), { reservations: [opening(FULL)] });
    await committed(store(), { reservations: [{ before: FULL, after: extended }] });
    expect(await store().ledger.reservation(FULL.number)).toEqual(extended);
    await committed(store(), { reservations: [{ before: extended, after: last }, ...ended(BARE, "expired")] });
    const late: Reservation = { ...BARE, state: "expired", isLate: true, commitContent: "late" };
    await committed(store(), { reservations: [{ before: { ...BARE, state: "expired" }, after: late }] });
    await store().reopen();
    expect(await store().ledger.reservations(ALL)).toEqual([late, last]);
  });
}

function examineAssertions(store: () => ExamStore): void {
  const open = reservation();
  const second = reservation({ number: 2 });
  const released: Reservation = { ...open, state: "released" };

  it.each<[string, ReservationChange[]]>([
    ["is opened twice", [opening(open)]],
    ["ends twice", [...ended(second, "expired"), { before: second, after: { ...second, state: "released" } }]],
    ["is not there", [{ before: { ...open, number: 9 }, after: { ...released, number: 9 } }]],
    ["was in another state", [{ before: released, after: { ...released, isLate: true } }]],
  ])("writes nothing when a reservation %s", async (_name, reservations) => {
    await committed(store(), { entries: [entry()], moves: [move([1, 1], 3)], reservations: [opening(open)] });
    const other = opening(reservation({ number: 5 }));
    const parts = { entries: [entry()], moves: [move([1, 1], 4)], reservations: [other, ...reservations] };
    await expect(store().ledger.commit(transaction(parts))).rejects.toThrow();
    expect(await store().ledger.reservations(ALL)).toEqual([open]);
    expect(await store().ledger.counters([move([1, 1], 0)])).toMatchObject([{ used: 3 }]);
    expect((await committed(store(), { entries: [entry()], reservations: [other] })).head).toBe(2);
  });

  it("opens none in a transaction that is refused", async () => {
    const far = { ...move([1, 1], 1), loadMost: -1 };
    const refused = await store().ledger.commit(transaction({ moves: [far], reservations: [opening(open)] }));
    expect(refused).toEqual({ kind: "refused", move: 0, amounts: NO_AMOUNTS });
    expect(await store().ledger.reservation(open.number)).toBeNull();
  });
}

/** More than a store's slice of small things, and more of them ended than open. */
const MANY = 450;

function examineFinding(store: () => ExamStore): void {
  it("finds open ones in slices, by number, and no ended one", async () => {
    const rows = Array.from({ length: MANY }, (_, index) =>
      reservation({ number: index + 1, customer: 1 + (index % 2), resolved: index % 2 === 0 ? [2, 1] : [3] }),
    );
    await committed(store(), { reservations: rows.map(opening) });
    const isEnded = ({ number }: Reservation): boolean => number % 5 < 3;
    const changes = rows.filter(isEnded).map((row) => ({ before: row, after: { ...row, state: "expired" as const } }));
    await committed(store(), { reservations: changes });
    await store().reopen();
    expect(await allOf(store().ledger.openReservations())).toEqual(rows.filter((row) => !isEnded(row)));
  });

  it("lists a customer's by state, kept entity and page", async () => {
    const one = (number: number, parts: Partial<Reservation> = {}) => reservation({ number, ...parts });
    const reservations = [
      opening(one(1)),
      ...ended(one(2, { resolved: [1] }), "committed"),
      opening(one(3, { customer: 2, resolved: [3] })),
      ...ended(one(4), "released"),
      ...ended(one(5), "expired"),
      opening(one(6, { resolved: [1, 300] })),
      opening(one(7)),
    ];
    await committed(store(), { reservations });
    const numbers = async (filter: Partial<ReservationFilter>): Promise<number[]> =>
      (await store().ledger.reservations({ ...ALL, ...filter })).map(({ number }) => number);
    expect(await numbers({})).toEqual([1, 2, 4, 5, 6, 7]);
    expect(await numbers({ customer: 2 })).toEqual([3]);
    expect(await numbers({ state: "open" })).toEqual([1, 6, 7]);
    expect(await numbers({ state: "open", customer: 2 })).toEqual([3]);
    expect(await numbers({ state: "committed" })).toEqual([2]);
    expect(await numbers({ state: "expired" })).toEqual([5]);
    expect(await numbers({ entity: 2 })).toEqual([1, 4, 5, 7]);
    expect(await numbers({ entity: 300 })).toEqual([6]);
    expect(await numbers({ entity: 2, state: "open" })).toEqual([1, 7]);
    expect(await numbers({ after: 2, limit: 2 })).toEqual([4, 5]);
    expect(await numbers({ after: 1, limit: 1, entity: 2 })).toEqual([4]);
    expect(await numbers({ after: 1, limit: 1, state: "open" })).toEqual([6]);
    expect(await numbers({ limit: 0 })).toEqual([]);
  });

  it("finds an entity's far behind others", async () => {
    const rows = Array.from({ length: 4_100 }, (_, index) =>
      opening(reservation({ number: index + 1, resolved: index % 2_050 === 2_049 ? [2, 1] : [1] })),
    );
    await committed(store(), { reservations: rows });
    const found = await store().ledger.reservations({ ...ALL, entity: 2 });
    expect(found.map(({ number }) => number)).toEqual([2_050, 4_100]);
  });
}

function examineErasure(store: () => ExamStore): void {
  it("R42: rewrites texts that spell an erased id, and a change planned before doesn't bring them back", async () => {
    const [, team] = ROWS.entity;
    if (team === undefined) throw new Error("the row is there");
    const ofDimensions = reservation({ number: 1, dimensions: { teamId: 2, label: "team", note: "a team" } });
    const ofNames = reservation({ number: 2, dimensions: null, named: ["team", 2, "100%"] });
    const ofMetadata = reservation({ number: 3, metadata: { who: "team", team: "x" } });
    const ofOther = reservation({ number: 4, customer: 2, dimensions: { label: "team" } });
    const rows = [ofDimensions, ofNames, ofMetadata, ofOther];
    await committed(store(), { reservations: rows.map(opening) });
    const erasure = { customer: 1, entity: 2, id: "team", token: "gone" };
    const erasedTeam = { ...team, id: "gone", displayName: null, metadata: {}, version: team.version + 1 };
    await committed(store(), {
      erased: [erasure],
      changes: [{ kind: "entity", before: { ...team, id: "gone" }, after: erasedTeam }],
    });
    const expected = [
      { ...ofDimensions, dimensions: { teamId: 2, label: "gone", note: "a team" } },
      { ...ofNames, named: ["gone", 2, "100%"] },
      { ...ofMetadata, metadata: { who: "gone", team: "x" } },
    ];
    expect(await store().ledger.reservations(ALL)).toEqual(expected);
    expect(await store().ledger.reservations({ ...ALL, customer: 2 })).toEqual([ofOther]);
    const after = { ...ofDimensions, state: "released" as const };
    await committed(store(), { reservations: [{ before: ofDimensions, after }] });
    await store().reopen();
    expect(await store().ledger.reservation(1)).toEqual({ ...expected[0], state: "released" });
  });
}
