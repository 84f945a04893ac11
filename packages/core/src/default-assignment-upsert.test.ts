// Tests of R7: a PUT replaces the list of its level and nothing else.
import { beforeEach, expect, test } from "vitest";
import { CatalogFixture, faultsOf } from "./catalog-fixture.ts";
import { type DefaultItem, defaultsAt, putDefaultAssignments } from "./default-assignment-upsert.ts";

let catalog: CatalogFixture;
const daily: DefaultItem = { capabilityId: "tokens", cadence: "P1D", usageLimit: 10 };
const monthly: DefaultItem = { ...daily, cadence: "P1M" };
const at = (isCustomer: boolean) => ({
  ...catalog.environment,
  customer: isCustomer ? catalog.place.customer : null,
  type: catalog.snapshot.type(1),
});
const put = (isCustomer: boolean, ...items: readonly DefaultItem[]): readonly number[] => {
  const { batch, numbers } = putDefaultAssignments(at(isCustomer), items);
  catalog.apply(batch);
  return numbers;
};

beforeEach(() => {
  catalog = new CatalogFixture();
  catalog.putLine("a");
});

test("a PUT replaces the list of its level; what keeps its key keeps its id (R7)", () => {
  const [first, second] = put(false, daily, monthly);
  expect(put(false, { ...monthly, usageLimit: 5 }, { ...daily, cadence: null })).toEqual([second, expect.anything()]);
  expect(catalog.snapshot.assignments.has(first ?? 0)).toBe(false);
  expect(catalog.snapshot.assignment(second ?? 0)).toMatchObject({ usageLimit: 5, version: 2 });
  expect(put(true, daily)).not.toContain(second);
  expect(defaultsAt(at(false))).toHaveLength(2);
  expect(put(false)).toEqual([]);
  expect(defaultsAt(at(true))).toHaveLength(1);
});

test("the same list again changes nothing", () => {
  put(true, daily, { ...monthly, anchor: null, timeZone: "UTC", scopeEntityIds: ["a"] });
  const again = [{ ...monthly, anchor: null, timeZone: "UTC", scopeEntityIds: ["a"] }, daily];
  expect(putDefaultAssignments(at(true), again).batch).toEqual([]);
});

test("zone and anchor left out follow the customer, sent ones are fixed (R14)", () => {
  const [left, sent] = put(false, daily, { ...monthly, anchor: null, timeZone: "Asia/Tokyo" });
  expect(catalog.snapshot.assignment(left ?? 0)).toMatchObject({ followsAnchor: true, timeZone: null });
  expect(catalog.snapshot.assignment(sent ?? 0)).toMatchObject({ followsAnchor: false, timeZone: "Asia/Tokyo" });
});

test("one key twice and a scope at the environment's level are refused", () => {
  const { batch } = putDefaultAssignments(at(false), [daily, daily, { ...monthly, scopeEntityIds: ["a"] }]);
  expect(faultsOf(batch)).toEqual([
    "InvalidRequest /assignments/1 #1",
    "InvalidRequest /assignments/2/scopeEntityIds #2",
  ]);
});
