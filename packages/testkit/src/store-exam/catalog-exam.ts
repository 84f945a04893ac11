// The exam of catalogs: rows, start-up state, audit log, denials and secrets survive a reopening as they were written.
import type { CatalogKind } from "@purser/core";
import type { AuditFilter, DenialRecord } from "@purser/service";
import { expect, it } from "vitest";
import { examineChanges } from "./changes-exam.ts";
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
        items: [{ capability: 1, requested: 3, growths: [], retries: [1, 1, EXAM_AT + 1], unheld: [] }],
        isItemized: false,
      },
    },
  ],
};

export function examineCatalog(store: () => ExamStore): void {
  examineRows(store);
  examineAuditLog(store);
  examineErasure(store);
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
    const kinds = (await log({ customer: 2 })).map(({ change }) => change.kind);
    expect(kinds).toEqual(["customer", "entity", "limitRequest", "exception"]);
  });
}

function examineErasure(store: () => ExamStore): void {
  it("R42: rewrites exceptions and limit requests whose texts are an erased id, and what the audit log tells of them", async () => {
    const [, team] = ROWS.entity;
    const [, changed] = ROWS.limitRequest;
    if (team === undefined || changed === undefined) throw new Error("the rows are there");
    // Longer texts that contain the id stay as they are.
    const commented = { ...changed, comment: "team is right" };
    await committed(store(), { changes: [{ kind: "limitRequest", before: changed, after: commented }] });
    const erasedTeam = { ...team, id: "gone", displayName: null, metadata: {} };
    await committed(store(), {
      erased: [{ customer: 1, entity: 2, id: "team", token: "gone" }],
      changes: [{ kind: "entity", before: { ...team, id: "gone" }, after: erasedTeam }],
    });
    await store().reopen();
    const [first, , third, ofOther] = ROWS.limitRequest;
    const asked = { ...changed, subject: "gone", decidedBy: "gone" };
    const requests = [
      { ...first, subject: "gone" },
      { ...asked, comment: "team is right" },
      { ...third, comment: "gone" },
      ofOther,
    ];
    const [one, two, others] = ROWS.exception;
    const exceptions = [{ ...one, reason: "gone" }, { ...two, actor: "gone" }, others];
    expect(await allOf(store().catalog.rows("limitRequest"))).toEqual(requests);
    expect(await allOf(store().catalog.rows("exception"))).toEqual(exceptions);
    const told = async (kind: "exception" | "limitRequest") =>
      (await store().catalog.auditLog({ environment: 1, customer: null, kind, after: 0, limit: 100 })).map(
        ({ change: { before, after } }) => ({ before, after }),
      );
    const making = (after: unknown) => ({ before: null, after });
    expect(await told("exception")).toEqual(exceptions.map(making));
    expect(await told("limitRequest")).toEqual([
      ...[requests[0], asked, requests[2], ofOther].map(making),
      { before: asked, after: requests[1] },
    ]);
  });

  it("forgets a revocation without a word", async () => {
    const [first, second] = ROWS.revokedToken;
    if (first === undefined || second === undefined) throw new Error("the rows are there");
    await committed(store(), { changes: [{ kind: "revokedToken", before: first, after: null }] });
    await store().reopen();
    expect(await allOf(store().catalog.rows("revokedToken"))).toEqual([second]);
    const asked = { environment: 1, customer: null, kind: "revokedToken" as const, after: 0, limit: 100 };
    const told = await store().catalog.auditLog(asked);
    expect(told.map(({ change }) => change.after)).toEqual([first, second]);
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
