// The exam of catalogs: rows, start-up state, audit log, denials and secrets survive a reopening as they were written.
import type { CatalogKind } from "@purser/core";
import type { AuditFilter, DenialRecord } from "@purser/service";
import { expect, it } from "vitest";
import { ROW_CHANGES, ROWS } from "./exam-rows.ts";
import { allOf, committed, EXAM_AT, type ExamStore, entry, LIFETIME, MARCH } from "./exam-store.ts";

const DENIAL: DenialRecord = {
  customer: 1,
  capability: 1,
  assignment: 1,
  entity: 1,
  periodStart: MARCH,
  count: 2,
  firstAt: EXAM_AT,
  lastAt: EXAM_AT + 5,
  recent: [
    {
      at: EXAM_AT,
      requestId: "r",
      requested: 3,
      used: 1,
      held: 0,
      usageLimit: 2,
      reason: "BudgetExceeded",
      asking: {
        position: 7,
        revision: 3,
        instant: EXAM_AT,
        chains: [-1, 1, 0],
        newcomers: [{ id: "new", type: 1, parent: 1 }],
        items: [{ capability: 1, requested: 3, spared: [], retries: [1, 1, EXAM_AT + 1] }],
        isItemized: false,
      },
    },
  ],
};

export function examineCatalog(store: () => ExamStore): void {
  examineRows(store);
  examineAuditLog(store);
  examineChanges(store);
  examineRest(store);
}

function examineRows(store: () => ExamStore): void {
  it("gives rows of every kind back as they were written", async () => {
    await store().reopen();
    for (const kind of Object.keys(ROWS) as CatalogKind[])
      expect(await allOf(store().catalog.rows(kind))).toEqual(ROWS[kind]);
  });

  it("changes and deletes rows, and never forgets the highest assignment number", async () => {
    const [first, second, third] = ROWS.assignment;
    const [acme] = ROWS.customer;
    if (first === undefined || third === undefined || acme === undefined) throw new Error("the rows are there");
    const changed = { ...first, usageLimit: 7, version: 2 };
    const archived = { ...acme, archivedAt: EXAM_AT, metadata: {} };
    await committed(store(), {
      changes: [
        { kind: "assignment", before: third, after: null },
        { kind: "assignment", before: first, after: changed },
        { kind: "customer", before: acme, after: archived },
      ],
    });
    await store().reopen();
    expect(await allOf(store().catalog.rows("assignment"))).toEqual([changed, second]);
    expect((await allOf(store().catalog.rows("customer")))[0]).toEqual(archived);
    expect((await store().catalog.state()).lastAssignment).toBe(3);
  });

  it("knows at start the head, customers' last times and entities' first entries", async () => {
    const last = entry({ recordedAt: EXAM_AT + 9 });
    await committed(store(), {
      entries: [entry(), entry()],
      firstEntries: [
        [1, 1],
        [2, 0],
      ],
    });
    await committed(store(), { entries: [entry({ customer: 2, resolved: [3] }), last], firstEntries: [[3, 0]] });
    await store().reopen();
    const { head, lastRecorded, firstEntries } = await store().catalog.state();
    expect(head).toBe(4);
    expect([...lastRecorded].sort(([a], [b]) => a - b)).toEqual([
      [1, EXAM_AT + 9],
      [2, EXAM_AT],
    ]);
    expect([...firstEntries].sort(([a], [b]) => a - b)).toEqual([
      [1, 2],
      [2, 1],
      [3, 3],
    ]);
  });
}

function examineAuditLog(store: () => ExamStore): void {
  it("tells changes in pages, by environment, customer and kind", async () => {
    const [, test] = ROWS.environment;
    if (test === undefined) throw new Error("the row is there");
    const strict = { ...test, strict: false };
    await committed(store(), { entries: [entry(), entry()] });
    await committed(store(), {
      at: EXAM_AT + 1,
      actor: "somebody",
      changes: [{ kind: "environment", before: test, after: strict }],
    });
    const asked = { environment: 1, customer: null, kind: null, after: 0, limit: 100 };
    const log = (filter: Partial<AuditFilter>) => store().catalog.auditLog({ ...asked, ...filter });
    const all = await log({});
    expect(all.map(({ change }) => change)).toEqual(ROW_CHANGES.filter(({ after }) => after !== test));
    expect(await log({ environment: 2 })).toMatchObject([
      { position: 0, actor: "exam" },
      { at: EXAM_AT + 1, actor: "somebody", position: 2, customer: 0, change: { before: test, after: strict } },
    ]);
    const page = await log({ limit: 3 });
    expect(page).toEqual(all.slice(0, 3));
    expect(await log({ after: page.at(-1)?.number ?? 0 })).toEqual(all.slice(3));
    expect((await log({ kind: "entity" })).map(({ customer }) => customer)).toEqual([1, 1, 2]);
    expect((await log({ customer: 2 })).map(({ change }) => change.kind)).toEqual(["customer", "entity"]);
  });
}

function examineChanges(store: () => ExamStore): void {
  it("tells changes since a revision, the newest first, by customer, and of entities only those named", async () => {
    const [, test] = ROWS.environment;
    const [customer] = ROWS.customer;
    const [entity, other] = ROWS.entity;
    if (!test || !customer || !entity || !other) throw new Error("the rows are there");
    const { revision } = await store().catalog.state();
    expect(revision).toBe(ROW_CHANGES.length);
    const named = { ...entity, displayName: "named", version: entity.version + 1 };
    await committed(store(), {
      changes: [
        { kind: "entity", before: entity, after: named },
        { kind: "entity", before: other, after: { ...other, version: other.version + 1 } },
        { kind: "customer", before: customer, after: { ...customer, timeZone: "Europe/Berlin" } },
        { kind: "environment", before: test, after: { ...test, strict: false } },
      ],
    });
    await committed(store(), { changes: [{ kind: "entity", before: named, after: entity }] });
    await store().reopen();
    const { environment, number } = customer;
    const asked = { environment, customer: number, entities: [entity.number], after: revision, until: revision + 5 };
    const told = async (filter: object) =>
      (await allOf(store().catalog.changesSince({ ...asked, ...filter }))).map((change) => change.number - revision);
    expect(await told({})).toEqual([5, 3, 1]);
    expect(await told({ after: revision + 1, until: revision + 4 })).toEqual([3]);
    expect(await told({ entities: [] })).toEqual([3]);
    expect(await told({ customer: 0 })).toEqual([]);
    expect(await told({ customer: 0, environment: test.number })).toEqual([4]);
  });

  it("tells the last audit entry before a sequence of the ledger", async () => {
    const { revision } = await store().catalog.state();
    const [, test] = ROWS.environment;
    if (test === undefined) throw new Error("the row is there");
    const change = (strict: boolean) => ({
      changes: [{ kind: "environment" as const, before: { ...test, strict: !strict }, after: { ...test, strict } }],
    });
    await committed(store(), { entries: [entry(), entry()] });
    await committed(store(), change(false));
    await committed(store(), change(true));
    await committed(store(), { entries: [entry()] });
    await committed(store(), change(false));
    const before = (sequence: number) => store().catalog.revisionBefore(sequence);
    expect(await before(0)).toBe(0);
    expect([await before(1), await before(2)]).toEqual([revision, revision]);
    expect(await before(3)).toBe(revision + 2);
    expect(await before(4)).toBe(revision + 3);
  });
}

function examineRest(store: () => ExamStore): void {
  it("keeps the newest denial record of each budget and period", async () => {
    const later = { ...DENIAL, count: 9, lastAt: EXAM_AT + 70, recent: [] };
    const other = { ...DENIAL, assignment: 2, entity: 2, capability: 2, periodStart: LIFETIME };
    await committed(store(), { denials: [DENIAL, other] });
    await committed(store(), { denials: [later] });
    await store().reopen();
    const found = (filter: object) =>
      store().ledger.denials({ customer: 1, entity: null, capability: null, ...filter });
    expect([...(await found({}))].sort((a, b) => a.assignment - b.assignment)).toEqual([later, other]);
    expect(await found({ entity: 2 })).toEqual([other]);
    expect(await found({ capability: 1 })).toEqual([later]);
    expect(await found({ customer: 2 })).toEqual([]);
  });

  it("R42: rewrites denials that imagined somebody under an erased id", async () => {
    const of = { ...DENIAL, customer: 2, recent: DENIAL.recent };
    await committed(store(), { denials: [DENIAL, of] });
    await committed(store(), { erased: [{ customer: 1, entity: 2, id: "new", token: "gone" }] });
    await store().reopen();
    const newcomersOf = async (customer: number) => {
      const [record] = await store().ledger.denials({ customer, entity: null, capability: null });
      return record?.recent[0]?.asking?.newcomers;
    };
    expect(await newcomersOf(1)).toEqual([{ id: "gone", type: 1, parent: 1 }]);
    expect(await newcomersOf(2)).toEqual([{ id: "new", type: 1, parent: 1 }]);
  });

  it("makes a secret once", async () => {
    const [first, again] = await Promise.all([store().catalog.secret("cursors"), store().catalog.secret("cursors")]);
    expect(again).toBe(first);
    expect(await store().catalog.secret("keys")).not.toBe(first);
    await store().reopen();
    expect(await store().catalog.secret("cursors")).toBe(first);
  });

  it("refuses a second opener while it is held", async () => {
    await expect(store().openAgain()).rejects.toThrow();
    expect((await committed(store(), { entries: [entry()] })).head).toBe(1);
  });
}
