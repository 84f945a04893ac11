// Tests of R2: attribution keys belong to one active type, whatever the batch and the archive do.
import { beforeEach, expect, test } from "vitest";
import { CatalogFixture, faultsOf } from "./catalog-fixture.ts";
import { archiveEntityTypes, unarchiveEntityTypes } from "./entity-type-archive.ts";
import { type EntityTypeItem, upsertEntityTypes } from "./entity-type-upsert.ts";

let catalog: CatalogFixture;
const put = (...items: readonly EntityTypeItem[]) => upsertEntityTypes(catalog.environment, items);

beforeEach(() => {
  catalog = new CatalogFixture();
});

test("a key belongs to one active type, judged after the whole batch (R2)", () => {
  expect(faultsOf(put({ id: "team", attributionKeys: ["squad", "userId"] }))).toEqual([
    "AttributionKeyTaken /entityTypes/0/attributionKeys/1 #0",
  ]);
  expect(
    catalog.apply(put({ id: "team", attributionKeys: ["userId"] }, { id: "user", attributionKeys: ["team"] })),
  ).toBe(2);
  expect([...catalog.environment.environment.keys].map(([key, type]) => `${key} ${type.id}`).sort()).toEqual([
    "team user",
    "userId team",
  ]);
});

test("an archived type gives up its keys and gets them back unless one is taken (R5)", () => {
  catalog.apply(archiveEntityTypes(catalog.environment, ["team"]));
  expect(faultsOf(put({ id: "team", displayName: "T" }))).toEqual(["ArchivedEntity /entityTypes/0/id #0"]);
  catalog.apply(put({ id: "squad", displayName: "Squad", attributionKeys: ["team"] }));
  expect(faultsOf(unarchiveEntityTypes(catalog.environment, ["team"]))).toEqual(["AttributionKeyTaken /ids/0 #0"]);
  catalog.apply(put({ id: "squad", attributionKeys: [] }));
  expect(catalog.apply(unarchiveEntityTypes(catalog.environment, ["team"]))).toBe(1);
});

test("a new type needs a name, a known one keeps what is left out", () => {
  expect(faultsOf(put({ id: "agent" }))).toEqual(["InvalidRequest /entityTypes/0/displayName #0"]);
  expect(put({ id: "team", displayName: "Team" })).toEqual([]);
});
