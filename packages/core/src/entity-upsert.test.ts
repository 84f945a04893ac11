// Tests of R3 to R5: batches of entities are judged on the hierarchy after them.
import { beforeEach, describe, expect, test } from "vitest";
import { CatalogFixture, faultsOf } from "./catalog-fixture.ts";
import { archiveEntities } from "./entity-archive.ts";
import { type EntityItem, upsertEntities } from "./entity-upsert.ts";

const team = (id: string, parentId?: string | null): EntityItem => ({ id, entityTypeId: "team", parentId });

let catalog: CatalogFixture;
const refusal = (...items: readonly EntityItem[]): readonly string[] => faultsOf(upsertEntities(catalog.place, items));
const line = (length: number, prefix: string): string[] => Array.from({ length }, (_, at) => `${prefix}${at + 1}`);

beforeEach(() => {
  catalog = new CatalogFixture();
});

describe("a batch is judged on the state after it (R4)", () => {
  test("a parent may come later in the list", () => {
    catalog.putEntities(team("child", "parent"), team("parent"));
    expect(catalog.entity("child").parent).toBe(catalog.entity("parent").number);
  });

  test("parent and child change places in one step, in either order", () => {
    catalog.putLine("a", "b");
    catalog.putEntities(team("a", "b"), team("b", null));
    expect(catalog.entity("a").parent).toBe(catalog.entity("b").number);
    catalog.putEntities(team("a", null), team("b", "a"));
    expect(catalog.entity("b").parent).toBe(catalog.entity("a").number);
  });

  test("every bad item is named, and nothing is written", () => {
    expect(refusal(team("fine"), { id: "typeless" }, team("orphan", "nobody"), team("self", "self"))).toEqual([
      "InvalidRequest /entities/1/entityTypeId #1",
      "InvalidRequest /entities/2/parentId #2",
      "HierarchyCycle /entities/3/parentId #3",
    ]);
  });

  test("a refused item is no reason to refuse another: it counts as where it would stand", () => {
    catalog.putLine("a", "b");
    const stale = { ...team("b", null), ifVersion: 7 };
    expect(refusal(team("a", "b"), stale)).toEqual(["VersionConflict /entities/1/ifVersion #1"]);
    expect(refusal(team("a", "b"), { ...stale, parentId: "nobody" })).toHaveLength(1);
    expect(refusal(team("x", "y"), { id: "y" })).toEqual(["InvalidRequest /entities/1/entityTypeId #1"]);
  });

  test("one id twice is refused", () => {
    expect(refusal(team("a"), team("b"), team("a"))).toEqual(["InvalidRequest /entities/2/id #2"]);
  });
});

describe("the hierarchy (R5)", () => {
  test("a circle is refused at each item that closes it", () => {
    catalog.putLine("a", "b", "c");
    expect(refusal(team("a", "c"))).toEqual(["HierarchyCycle /entities/0/parentId #0"]);
    expect(refusal(team("x", "y"), team("y", "x"))).toEqual([
      "HierarchyCycle /entities/0/parentId #0",
      "HierarchyCycle /entities/1/parentId #1",
    ]);
  });

  test("16 levels are the most for new entities", () => {
    catalog.putLine(...line(16, "n"));
    expect(refusal(team("n17", "n16"))).toEqual(["InvalidRequest /entities/0/parentId #0"]);
  });

  test("a moved subtree is measured to its deepest descendant", () => {
    catalog.putLine(...line(10, "a"));
    catalog.putLine(...line(7, "b"));
    expect(refusal({ id: "b1", parentId: "a10" })).toEqual(["InvalidRequest /entities/0/parentId #0"]);
    expect(refusal({ id: "b1", parentId: "a9" })).toEqual([]);
    expect(refusal({ id: "b1", parentId: "a10" }, { id: "b7", parentId: null })).toEqual([]);
  });

  test("a new child of a moved subtree counts", () => {
    catalog.putLine(...line(10, "a"));
    catalog.putLine(...line(6, "b"));
    expect(refusal({ id: "b1", parentId: "a10" })).toEqual([]);
    expect(refusal({ id: "b1", parentId: "a10" }, team("b7", "b6"))).toEqual([
      "InvalidRequest /entities/1/parentId #1",
    ]);
  });

  test("an archived entity is no parent and takes no change", () => {
    catalog.putLine("a");
    catalog.apply(archiveEntities(catalog.place, { ids: ["a"] }).batch);
    expect(refusal(team("b", "a"), team("a"))).toEqual([
      "InvalidRequest /entities/0/parentId #0",
      "ArchivedEntity /entities/1/id #1",
    ]);
  });
});

describe("fields (R3, R4)", () => {
  test("what is left out keeps its value, null clears, and only a change raises the version", () => {
    catalog.putEntities({ ...team("a"), displayName: "A", metadata: { tier: "1", site: "x" } });
    expect(catalog.putEntities({ id: "a", metadata: { tier: "1", gone: "" }, entityTypeId: "team" })).toBe(0);
    expect(catalog.entity("a")).toMatchObject({ displayName: "A", version: 1 });
    catalog.putEntities({ id: "a", displayName: null, metadata: { site: "" } });
    expect(catalog.entity("a")).toMatchObject({ displayName: null, metadata: { tier: "1" }, version: 2 });
  });

  test("another type is refused, also one that isn't there", () => {
    catalog.putLine("a");
    for (const entityTypeId of ["user", "nothing"]) {
      expect(refusal({ id: "a", entityTypeId })).toEqual(["ImmutableField /entities/0/entityTypeId #0"]);
    }
  });

  test("ifVersion must hold, 0 meaning new", () => {
    catalog.putLine("a");
    expect(refusal({ id: "a", ifVersion: 0 })).toEqual(["VersionConflict /entities/0/ifVersion #0"]);
    expect(refusal({ ...team("b"), ifVersion: 1 })).toEqual(["VersionConflict /entities/0/ifVersion #0"]);
    expect(refusal({ ...team("b"), ifVersion: 0 }, { id: "a", ifVersion: 1 })).toEqual([]);
  });

  test("metadata has at most 50 keys after the patch", () => {
    const keys = (from: number, count: number): Record<string, string> =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${from + at}`, "v"]));
    catalog.putEntities({ ...team("a"), metadata: keys(0, 50) });
    expect(refusal({ id: "a", metadata: keys(50, 1) })).toEqual(["InvalidRequest /entities/0/metadata #0"]);
    expect(refusal({ id: "a", metadata: { ...keys(50, 1), k0: "" } })).toEqual([]);
  });
});
