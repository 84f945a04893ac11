// The exam of ledger reads: entries come back as written, in order, and only those asked for.
import { LEDGER_ENTRY_KINDS } from "@purser/core";
import type { EntryFilter } from "@purser/service";
import { expect, it } from "vitest";
import { claim, committed, EXAM_AT, type ExamStore, entry, MARCH, scanned, transaction } from "./exam-store.ts";

/** More than any store's slice would be worth for a few kilobytes. */
const MANY = 450;
const ALL: EntryFilter = {
  customer: 1,
  entity: null,
  capability: null,
  from: null,
  to: null,
  kind: null,
  after: 0,
  limit: 100,
};

export function examineLedgerReads(store: () => ExamStore): void {
  examineEntries(store);
  examineScans(store);
  examineLists(store);
  examineInstants(store);
}

function examineEntries(store: () => ExamStore): void {
  it("gives entries back as they were written", async () => {
    const entries = [
      entry({
        named: [2, "nobody"],
        dimensions: null,
        metadata: { a: "b", "ü 🚀": "" },
        idempotencyKey: "k-1",
        hold: -3,
      }),
      entry({ resolved: [], dimensions: {}, use: 0, timestamp: 0, recordedAt: EXAM_AT + 0.5 - 0.5 }),
      entry({ kind: "correction", corrects: 1, countedAs: 1, use: -1, metadata: {}, resolved: [2, 1] }),
    ];
    await committed(store(), { entries });
    const kept = entries.map((one, index) => ({ ...one, sequence: index + 1 }));
    expect(await scanned(store(), { until: 3 })).toEqual(kept);
    await store().reopen();
    expect(await store().ledger.entries(ALL)).toEqual(kept);
  });

  it("gives entries of every kind, of reservations and with chains back wherever they are read", async () => {
    const chains = [2, 1, 0, 4_000_000_000_000_000, 1, 0];
    const held = { use: 0, reservation: 2 ** 40, countedAs: 1, idempotencyKey: "k" };
    const entries = [
      entry({ ...held, kind: "hold", hold: 5, countedAs: 0, chains }),
      entry({ ...held, kind: "hold", hold: 7, capability: 2 }),
      ...LEDGER_ENTRY_KINDS.map((kind) => entry({ kind, hold: -1, reservation: 1, idempotencyKey: null })),
      entry({ kind: "correction", use: -1, corrects: 1, countedAs: 1, resolved: [] }),
      entry({ kind: "correction", use: -1, corrects: 1, countedAs: 9, chains: [0] }),
      entry({ kind: "correction", use: -1, corrects: 1 }),
      entry({ kind: "consume", resolved: [], chains: [1, 0] }),
    ];
    await committed(store(), { entries, keys: [claim("k", { entryCount: 2 })] });
    const kept = entries.map((one, index) => ({ ...one, sequence: index + 1 }));
    const taken = await store().ledger.commit(transaction({ keys: [claim("k", { entryCount: 0, content: "" })] }));
    expect(taken).toMatchObject({ kind: "claimed", taken: [{ entries: kept.slice(0, 2) }] });
    await store().reopen();
    expect(await scanned(store(), { until: 99 })).toEqual(kept);
    expect(await store().ledger.entries(ALL)).toEqual(kept);
    expect(await store().ledger.entryWithCorrections(1)).toEqual(
      kept.filter(({ sequence, corrects }) => sequence === 1 || corrects === 1),
    );
    for (const kind of LEDGER_ENTRY_KINDS) {
      expect(await store().ledger.entries({ ...ALL, kind })).toEqual(kept.filter((one) => one.kind === kind));
    }
  });
}

function examineScans(store: () => ExamStore): void {
  it("scans what lies after one sequence and up to another, in slices, of one customer or of all", async () => {
    const entries = Array.from({ length: MANY }, (_, index) =>
      index % 3 === 0 ? entry({ customer: 2, resolved: [3], use: index }) : entry({ use: index }),
    );
    await committed(store(), { entries });
    expect((await scanned(store(), { until: MANY + 50 })).map(({ use }) => use)).toEqual(entries.map(({ use }) => use));
    const some = await scanned(store(), { after: 7, until: 301 });
    expect([some[0]?.sequence, some.at(-1)?.sequence, some.length]).toEqual([8, 301, 294]);
    const ofOne = await scanned(store(), { customer: 2, after: 3, until: MANY });
    expect(ofOne.map(({ sequence }) => sequence)).toEqual(
      entries.flatMap(({ customer }, index) => (customer === 2 && index >= 3 ? [index + 1] : [])),
    );
    expect(await scanned(store(), { after: 9, until: 9 })).toEqual([]);
  });
}

function examineLists(store: () => ExamStore): void {
  const sequences = async (filter: Partial<EntryFilter>): Promise<number[]> =>
    (await store().ledger.entries({ ...ALL, ...filter })).map(({ sequence }) => sequence);

  it("lists entries by each filter", async () => {
    await committed(store(), {
      entries: [
        entry({ timestamp: MARCH }),
        entry({ capability: 2, timestamp: MARCH + 5 }),
        entry({ resolved: [1], timestamp: MARCH + 10 }),
        entry({ customer: 2, resolved: [3] }),
        entry({ kind: "correction", corrects: 1, use: -1, timestamp: MARCH }),
      ],
    });
    expect(await sequences({})).toEqual([1, 2, 3, 5]);
    expect(await sequences({ entity: 2 })).toEqual([1, 2, 5]);
    expect(await sequences({ capability: 2 })).toEqual([2]);
    expect(await sequences({ from: MARCH + 5 })).toEqual([2, 3]);
    expect(await sequences({ to: MARCH + 10 })).toEqual([1, 2, 5]);
    expect(await sequences({ from: MARCH, to: MARCH + 1, kind: "ingest" })).toEqual([1]);
    expect(await sequences({ kind: "correction" })).toEqual([5]);
    expect(await sequences({ after: 2 })).toEqual([3, 5]);
    expect(await sequences({ after: 1, limit: 2 })).toEqual([2, 3]);
    expect(await sequences({ customer: 2 })).toEqual([4]);
  });

  it("gives an entry with its corrections, oldest first", async () => {
    const taking = entry({ kind: "correction", corrects: 2, use: -1 });
    await committed(store(), { entries: [entry(), entry({ use: 9 })] });
    await committed(store(), { entries: [taking, entry({ kind: "correction", corrects: 1, use: -1 }), taking] });
    const found = async (sequence: number): Promise<number[]> =>
      (await store().ledger.entryWithCorrections(sequence)).map((one) => one.sequence);
    expect(await found(2)).toEqual([2, 3, 5]);
    expect(await found(3)).toEqual([3]);
    expect(await found(6)).toEqual([]);
  });
}

function examineInstants(store: () => ExamStore): void {
  it("names no sequence that was recorded at the instant or later", async () => {
    // Customers' times are in order, those of all together need not be.
    const times = Array.from({ length: MANY }, (_, index) => EXAM_AT + index * 1_000 + (index % 7 === 0 ? 60_000 : 0));
    for (let from = 0; from < MANY; from += 50) {
      const entries = times.slice(from, from + 50).map((recordedAt) => entry({ recordedAt }));
      await committed(store(), { entries });
    }
    for (let instant = EXAM_AT - 1_000; instant < EXAM_AT + (MANY + 100) * 1_000; instant += 7_777) {
      const sequence = await store().ledger.sequenceBefore(instant);
      expect(Math.max(0, ...times.slice(0, sequence))).toBeLessThan(instant);
    }
  });
}
