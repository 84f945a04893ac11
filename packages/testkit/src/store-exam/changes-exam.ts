// The exam of changes: what an explanation takes back is told from any revision on, and found by any sequence of the ledger (R41).
import { expect, it } from "vitest";
import { ROW_CHANGES, ROWS } from "./exam-rows.ts";
import { allOf, committed, type ExamStore, entry } from "./exam-store.ts";

export function examineChanges(store: () => ExamStore): void {
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
    expect(await told({ entities: null })).toEqual([5, 3, 2, 1]);
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
