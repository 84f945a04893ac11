// Tests of R11: how items address assignments, what they may change, and what is refused.
import { beforeEach, describe, expect, test } from "vitest";
import { assignmentId } from "./assignment.ts";
import type { AssignmentItem } from "./assignment-item.ts";
import { type AssignmentRequest, upsertAssignments } from "./assignment-upsert.ts";
import { CatalogFixture, faultsOf } from "./catalog-fixture.ts";
import { archiveEntities } from "./entity-archive.ts";

let catalog: CatalogFixture;
const plan = (request: Omit<AssignmentRequest, "head">) => upsertAssignments(catalog.place, { ...request, head: 7 });
const refusal = (...assignments: readonly AssignmentItem[]): readonly string[] => faultsOf(plan({ assignments }).batch);
const daily: AssignmentItem = { entityId: "a", capabilityId: "tokens", cadence: "P1D", usageLimit: 10 };
const monthly: AssignmentItem = { ...daily, cadence: "P1M" };
const put = (item: AssignmentItem): string => assignmentId(catalog.putAssignments(item)[0] ?? 0);
const row = (id: string) => catalog.snapshot.assignment(Number.parseInt(id.slice(4), 36));

beforeEach(() => {
  catalog = new CatalogFixture();
  catalog.putLine("a", "b", "c");
});

describe("addressing by natural key (R11)", () => {
  test("the same key is the same assignment, whatever the order of its scope", () => {
    const id = put({ ...daily, scopeEntityIds: ["b", "c"] });
    expect(put({ ...daily, scopeEntityIds: ["c", "b"], usageLimit: 20 })).toBe(id);
    expect(row(id)).toMatchObject({ usageLimit: 20, version: 2 });
    expect(plan({ assignments: [{ ...daily, scopeEntityIds: ["b", "c"], usageLimit: "20.0" }] }).batch).toEqual([]);
    expect(put(daily)).not.toBe(id);
    expect(put(monthly)).not.toBe(put(daily));
  });

  test("entity, capability and cadence are named, and a new one's limit", () => {
    expect(refusal({ capabilityId: "tokens", cadence: null }, { entityId: "a", cadence: null })).toEqual([
      "InvalidRequest /assignments/0/entityId #0",
      "InvalidRequest /assignments/1/capabilityId #1",
    ]);
    const { cadence: _, ...cadenceless } = daily;
    const { usageLimit: __, ...limitless } = monthly;
    expect(refusal(cadenceless, limitless)).toEqual([
      "InvalidRequest /assignments/0/cadence #0",
      "InvalidRequest /assignments/1/usageLimit #1",
    ]);
    put(monthly);
    expect(refusal(limitless)).toEqual([]);
  });

  test("one key twice is refused", () => {
    expect(refusal(daily, { ...daily, usageLimit: 5 })).toEqual(["InvalidRequest /assignments/1 #1"]);
  });
});

describe("addressing by id (R11)", () => {
  test("such items come first: the key that one leaves is free for an item without id", () => {
    const id = put(daily);
    const { batch, numbers } = plan({ assignments: [daily, { id, cadence: "P1W" }] });
    catalog.apply(batch);
    expect(numbers.map(assignmentId)).toEqual([expect.not.stringMatching(id), id]);
    expect(row(id)).toMatchObject({ cadence: "P1W", usageLimit: 10, version: 2 });
  });

  test("an item without id may not address what an item with id has made of its key", () => {
    const id = put(daily);
    expect(refusal({ id, cadence: "P1W" }, { ...daily, cadence: "P1W" })).toEqual(["InvalidRequest /assignments/1 #1"]);
  });

  test("two change places; a key that somebody keeps is a conflict", () => {
    const [first, second] = [put(daily), put(monthly)];
    expect(refusal({ id: first, cadence: "P1M" })).toEqual(["NaturalKeyConflict /assignments/0 #0"]);
    catalog.putAssignments({ id: first, cadence: "P1M" }, { id: second, cadence: "P1D" });
    expect([row(first).cadence, row(second).cadence]).toEqual(["P1M", "P1D"]);
    expect(put({ ...daily, usageLimit: 3 })).toBe(second);
  });

  test("entity, capability and countFrom may be repeated, not changed", () => {
    const id = put({ ...daily, countFrom: "now" });
    expect(row(id)).toMatchObject({ countFrom: "now", countAfter: 7 });
    expect(refusal({ id, entityId: "a", capabilityId: "tokens", countFrom: "now", usageLimit: 1 })).toEqual([]);
    expect(refusal({ id, entityId: "b" })).toEqual(["ImmutableField /assignments/0/entityId #0"]);
    expect(refusal({ id, capabilityId: "credits" })).toEqual(["ImmutableField /assignments/0/capabilityId #0"]);
    expect(refusal({ id, countFrom: "period" })).toEqual(["ImmutableField /assignments/0/countFrom #0"]);
  });

  test("an unknown id is not found, one id twice is refused", () => {
    const id = put(daily);
    expect(refusal({ id: "asg_zz" }, { id, usageLimit: 1 }, { id, usageLimit: 2 })).toEqual([
      "NotFound /assignments/0/id #0",
      "InvalidRequest /assignments/2/id #2",
    ]);
  });

  test("ifVersion must hold", () => {
    const id = put(daily);
    expect(refusal({ id, ifVersion: 2, usageLimit: 1 })).toEqual(["VersionConflict /assignments/0/ifVersion #0"]);
    expect(refusal({ ...daily, ifVersion: 0 })).toEqual(["VersionConflict /assignments/0/ifVersion #0"]);
    expect(refusal({ ...monthly, ifVersion: 0 })).toEqual([]);
  });
});

describe("deletions (R11)", () => {
  test("a deletion frees its key for the same request", () => {
    const id = put(daily);
    const { batch, numbers } = plan({ deleteIds: [id], assignments: [daily] });
    expect(catalog.apply(batch)).toBe(2);
    expect(assignmentId(numbers[0] ?? 0)).not.toBe(id);
    expect(put({ ...daily, usageLimit: 2 })).toBe(assignmentId(numbers[0] ?? 0));
  });

  test("an unknown id refuses the whole request; what is deleted can't be changed", () => {
    const id = put(daily);
    const { batch } = plan({ deleteIds: [id, "asg_zz", id], assignments: [{ id, usageLimit: 1 }, monthly] });
    expect(faultsOf(batch)).toEqual([
      "InvalidRequest /deleteIds/2 #2",
      "NotFound /deleteIds/1 #1",
      "InvalidRequest /assignments/0/id #0",
    ]);
  });
});

test("zone and anchor are stamped when left out; a null anchor stays null (R14)", () => {
  expect(row(put(daily))).toMatchObject({ timeZone: "Europe/Berlin", anchor: Date.UTC(2026, 2, 20) });
  expect(row(put({ ...monthly, anchor: null, timeZone: "UTC" }))).toMatchObject({ timeZone: "UTC", anchor: null });
});

test("scope ids exist, are active, stand once and are not the entity itself", () => {
  const scoped = (...scopeEntityIds: string[]): readonly string[] => refusal({ ...daily, scopeEntityIds });
  expect(scoped("z")).toEqual(["InvalidRequest /assignments/0/scopeEntityIds/0 #0"]);
  expect(scoped("b", "a")).toEqual(["InvalidRequest /assignments/0/scopeEntityIds/1 #0"]);
  expect(scoped("b", "c", "b")).toEqual(["InvalidRequest /assignments/0/scopeEntityIds/2 #0"]);
  catalog.apply(archiveEntities(catalog.place, { ids: ["c"] }).batch);
  expect(scoped("c")).toEqual(["InvalidRequest /assignments/0/scopeEntityIds/0 #0"]);
});

test("what is dormant can be deleted, not changed; nothing new names the archived (R5)", () => {
  const id = put({ ...daily, entityId: "c" });
  catalog.apply(archiveEntities(catalog.place, { ids: ["c"] }).batch);
  expect(refusal({ id, usageLimit: 1 }, { ...monthly, entityId: "c" })).toEqual([
    "ArchivedEntity /assignments/0 #0",
    "InvalidRequest /assignments/1/entityId #1",
  ]);
  expect(refusal({ ...daily, entityId: "c" })).toEqual(["ArchivedEntity /assignments/0 #0"]);
  expect(catalog.apply(plan({ deleteIds: [id] }).batch)).toBe(1);
});

test("limits are exact for their capability, cadences and zones are judged, unknown names are told apart", () => {
  expect(
    refusal(
      { ...daily, usageLimit: 1.5 },
      { ...monthly, capabilityId: "credits", usageLimit: 1.5 },
      { ...daily, cadence: "monthly" },
      { ...daily, cadence: "P1W", timeZone: "Berlin" },
      { ...daily, cadence: "P2W", capabilityId: "nothing" },
      { ...daily, cadence: "P3W", entityId: "nobody" },
    ),
  ).toEqual([
    "InvalidRequest /assignments/0/usageLimit #0",
    "InvalidRequest /assignments/2/cadence #2",
    "InvalidRequest /assignments/3/timeZone #3",
    "CapabilityNotFound /assignments/4/capabilityId #4",
    "InvalidRequest /assignments/5/entityId #5",
  ]);
});
