// Tests of R5: what an archive takes with it, what comes back, and what falls asleep.
import { beforeEach, expect, test } from "vitest";
import { CatalogFixture, faultsOf } from "./catalog-fixture.ts";
import { archiveEntities, type EntityArchiveRequest, unarchiveEntities } from "./entity-archive.ts";
import { archiveEntityTypes } from "./entity-type-archive.ts";

let catalog: CatalogFixture;
const archive = (request: EntityArchiveRequest): readonly number[] => {
  const { batch, dormant } = archiveEntities(catalog.place, request);
  catalog.apply(batch);
  return dormant;
};
const unarchive = (request: EntityArchiveRequest): number => catalog.apply(unarchiveEntities(catalog.place, request));
const archived = (): string[] =>
  catalog.snapshot.entities.ids.slice(1).filter((id) => catalog.entity(id).archivedAt !== null);

beforeEach(() => {
  catalog = new CatalogFixture();
  catalog.putLine("a", "b", "c");
});

test("active children hold an entity back, unless the same request takes them", () => {
  const { batch } = archiveEntities(catalog.place, { ids: ["c", "a"] });
  expect(faultsOf(batch)).toEqual(["HasActiveChildren /ids/1 #1"]);
  expect(batch[0]).toMatchObject({ detail: expect.stringContaining("1 active child") });
  archive({ ids: ["a", "c", "b"] });
  expect(archived()).toEqual(["a", "b", "c"]);
});

test("a cascade takes all descendants, and brings back those that went with it", () => {
  archive({ ids: ["c"] });
  archive({ ids: ["a"], cascade: true });
  expect(archived()).toEqual(["a", "b", "c"]);
  unarchive({ ids: ["a"], cascade: true });
  expect(archived()).toEqual(["c"]);
});

test("without cascade only what is named comes back", () => {
  archive({ ids: ["a"], cascade: true });
  unarchive({ ids: ["a"] });
  expect(archived()).toEqual(["b", "c"]);
  expect(catalog.entity("a")).toMatchObject({ archiveOperation: 0, version: 3 });
});

test("nothing comes back below an archived parent, unless that comes too", () => {
  archive({ ids: ["a"], cascade: true });
  expect(faultsOf(unarchiveEntities(catalog.place, { ids: ["b", "c"] }))).toEqual(["ArchivedEntity /ids/0 #0"]);
  expect(unarchive({ ids: ["c", "b", "a"] })).toBe(3);
});

test("what is archived or active already is no change; an unknown id and one sent twice are refused", () => {
  expect(unarchive({ ids: ["a"] })).toBe(0);
  archive({ ids: ["c"] });
  expect(archive({ ids: ["c"] })).toEqual([]);
  expect(catalog.entity("c").version).toBe(2);
  expect(faultsOf(archiveEntities(catalog.place, { ids: ["c", "z", "c"] }).batch)).toEqual([
    "InvalidRequest /ids/1 #1",
    "InvalidRequest /ids/2 #2",
  ]);
});

test("told is what falls asleep by this archive: own assignments and those scoped by it", () => {
  catalog.putEntities({ id: "d", entityTypeId: "user" });
  const [own, scoped, both] = catalog.putAssignments(
    { entityId: "c", capabilityId: "tokens", cadence: null, usageLimit: 1 },
    { entityId: "d", capabilityId: "tokens", cadence: null, usageLimit: 1, scopeEntityIds: ["c"] },
    { entityId: "d", capabilityId: "tokens", cadence: null, usageLimit: 1, scopeEntityIds: ["b", "c"] },
    { entityId: "d", capabilityId: "tokens", cadence: null, usageLimit: 1 },
  );
  expect(archive({ ids: ["c"] })).toEqual([own, scoped, both]);
  expect(archive({ ids: ["b"] })).toEqual([]);
});

test("a type goes when no active entity has it, and its entities stay archived until it comes back", () => {
  expect(faultsOf(archiveEntityTypes(catalog.environment, ["team"]))).toEqual(["EntityTypeInUse /ids/0 #0"]);
  archive({ ids: ["a"], cascade: true });
  catalog.apply(archiveEntityTypes(catalog.environment, ["team"]));
  expect(faultsOf(unarchiveEntities(catalog.place, { ids: ["a"] }))).toEqual(["ArchivedEntity /ids/0 #0"]);
});
