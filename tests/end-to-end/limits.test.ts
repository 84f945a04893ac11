// Limits that scenarios are too short for: each at its bound, and one past it.
import { LiveCounters, openMemoryStore } from "@purser/store-memory";
import { MovableClock, OperationsSystem, testIds } from "@purser/testkit";
import { beforeEach, describe, expect, test } from "vitest";

const NOW = Date.parse("2026-03-10T12:00:00Z");
const DEPTH_MAX = 16;
const ENTITIES_MAX = 256;

let system: OperationsSystem;

beforeEach(async () => {
  const { ledger, catalog } = openMemoryStore();
  const makeCounters = () => new LiveCounters();
  system = await OperationsSystem.start({
    ledger,
    catalog,
    clock: new MovableClock(NOW),
    ids: testIds(),
    makeCounters,
  });
  const types = ["unit", "user"].map((id) => ({ id, displayName: id, attributionKeys: [`${id}Id`] }));
  await system.call("upsertEntityTypes", { entityTypes: types });
  await system.call("upsertCapabilities", { capabilities: [{ id: "calls", kind: "feature", displayName: "Calls" }] });
});

const upsert = (entities: readonly object[]) => system.call("upsertEntities", { customerId: "acme", entities });

/** A line of units below each other, the first a root. */
const line = (name: string, length: number): object[] =>
  Array.from({ length }, (_, depth) => ({
    id: `${name}-${depth}`,
    entityTypeId: "unit",
    parentId: depth === 0 ? null : `${name}-${depth - 1}`,
  }));

describe("hierarchies", () => {
  test("are 16 deep and no deeper, however the depth comes about", async () => {
    expect(await upsert(line("a", DEPTH_MAX))).toMatchObject({ answer: { data: { length: DEPTH_MAX } } });
    expect(await upsert(line("b", DEPTH_MAX + 1))).toMatchObject({ problem: { status: 400 } });
    const below = { id: "one-more", entityTypeId: "user", parentId: `a-${DEPTH_MAX - 1}` };
    expect(await upsert([below])).toMatchObject({ problem: { status: 400 } });
    await upsert(line("c", 2));
    expect(await upsert([{ id: "a-0", parentId: "c-1" }])).toMatchObject({ problem: { status: 400 } });
  });
});

describe("requests", () => {
  test("resolve to 256 entities and no more, ancestors counted", async () => {
    const lines = ENTITIES_MAX / DEPTH_MAX;
    for (let at = 0; at <= lines; at += 1) await upsert(line(`l${at}`, DEPTH_MAX));
    const leaves = Array.from({ length: lines }, (_, at) => `l${at}-${DEPTH_MAX - 1}`);
    const asked = { customerId: "acme", capabilityId: "calls" };
    expect(await system.call("check", { ...asked, entityIds: leaves })).toMatchObject({ answer: { isGranted: true } });
    const past = [...leaves, `l${lines}-0`];
    expect(await system.call("check", { ...asked, entityIds: past })).toMatchObject({
      problem: { code: "TooManyEntities" },
    });
    const events = [{ ...asked, amount: 1, entityIds: past, idempotencyKey: "k" }];
    expect(await system.call("ingest", { events })).toMatchObject({
      answer: { data: [{ status: "rejected", problem: { code: "TooManyEntities", status: 400 } }] },
    });
  });

  test("name 100 entities at most, carry 8 items at most, and a batch 100 checks", async () => {
    const ids = (length: number) => Array.from({ length }, (_, at) => `e${at}`);
    const asked = { customerId: "acme", capabilityId: "calls" };
    expect(await system.call("check", { ...asked, entityIds: ids(100) })).toMatchObject({ answer: { chains: [] } });
    expect(await system.call("check", { ...asked, entityIds: ids(101) })).toMatchObject({ problem: { status: 400 } });
    const items = ids(9).map((capabilityId) => ({ capabilityId, amount: 1 }));
    expect(await system.call("ingest", { events: [{ customerId: "acme", items, entityIds: ["x"] }] })).toMatchObject({
      answer: { data: [{ status: "rejected", problem: { path: "/items" } }] },
    });
    const checks = ids(101).map((id) => ({ ...asked, entityIds: [id] }));
    expect(await system.call("checkMany", { checks: checks.slice(1) })).toMatchObject({
      answer: { data: { length: 100 } },
    });
    expect(await system.call("checkMany", { checks })).toMatchObject({ problem: { status: 400 } });
  });
});
