// Erasure on disk: after it was answered no file of the data directory holds a byte that tells whose the entity was (R42).
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withDirectory } from "@purser/testkit";
import { openPurser, type Purser } from "purser";
import { expect, test } from "vitest";

const ID = "ada.lovelace@acme.example";
const NAMES = ["Ada Byron", "Ada King", "Ada Lovelace-King"];
/** Longer than a page, so that it lies on pages of its own. */
const NOTE = "analytical engine ".repeat(27);
const OTHERS = 2_000;
const BATCH = 100;

const TRACES = [ID, ...NAMES, "analytical engine"];

/** What of it the files hold, by file. */
function tracesIn(directory: string): string[] {
  return readdirSync(directory).flatMap((file) => {
    const bytes = readFileSync(join(directory, file));
    return TRACES.filter((trace) => bytes.includes(trace)).map((trace) => `${file}: ${trace}`);
  });
}

async function fill(purser: Purser): Promise<void> {
  await purser.upsertEntityTypes({
    entityTypes: [{ id: "user", displayName: "User", attributionKeys: ["userId"] }],
  });
  await purser.upsertCapabilities({ capabilities: [{ id: "tokens", kind: "feature", displayName: "Tokens" }] });
  // Before it is there, its id is a text like any other.
  await ingest(purser, "before");
  const metadata = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`note-${at}`, NOTE]));
  await upsert(purser, [{ id: ID, entityTypeId: "user", displayName: NAMES[0] ?? "", metadata }]);
  for (let from = 0; from < OTHERS; from += BATCH) {
    const others = Array.from({ length: BATCH }, (_, at) => ({ id: `user-${from + at}`, entityTypeId: "user" }));
    await upsert(purser, others);
    // Rows of other lengths, each time, leave old ones behind in free places.
    const name = NAMES[(from / BATCH) % NAMES.length] ?? "";
    await upsert(purser, [{ id: ID, displayName: name, metadata: { "note-1": from % 200 === 0 ? "" : NOTE } }]);
  }
  const limit = { entityId: ID, capabilityId: "tokens", cadence: "P1M", usageLimit: 5 };
  await purser.upsertAssignments({ customerId: "acme", assignments: [limit] });
  await ingest(purser, "after");
  await purser.check({ customerId: "acme", capabilityId: "tokens", dimensions: { userId: ID }, requestedUsage: 9 });
}

const upsert = (purser: Purser, entities: Parameters<Purser["upsertEntities"]>[0]["entities"]): Promise<unknown> =>
  purser.upsertEntities({ customerId: "acme", entities });

const ingest = (purser: Purser, idempotencyKey: string): Promise<unknown> =>
  purser.ingest({
    events: [
      {
        customerId: "acme",
        capabilityId: "tokens",
        amount: 3,
        dimensions: { userId: ID },
        metadata: { sentBy: ID },
        idempotencyKey,
      },
    ],
  });

test("no byte of an erased person is left, neither while it runs nor later, and its totals are there", async () => {
  await withDirectory(async (data) => {
    const purser = await openPurser({ data });
    await fill(purser);
    expect(tracesIn(data), "the test finds what is there").toContainEqual(expect.stringMatching(/Byron/));
    await purser.erasePersonalData({ customerId: "acme", entityId: ID });
    expect(tracesIn(data)).toEqual([]);
    await purser.close();
    expect(tracesIn(data)).toEqual([]);
    const again = await openPurser({ data });
    const { data: entities } = await again.listEntities({ customerId: "acme", search: "erased-" });
    const [erased] = entities;
    expect(entities).toMatchObject([{ metadata: {}, displayName: erased?.id }]);
    const dimensions = { userId: erased?.id ?? "" };
    const decision = await again.check({ customerId: "acme", capabilityId: "tokens", dimensions, requestedUsage: 9 });
    expect(decision.chains[0]?.[0]).toMatchObject({ currentUsage: 3, usageLimit: 5, isGranted: false });
    expect((await again.listDenials({ customerId: "acme" })).data).toMatchObject([{ count: 2 }]);
    expect(await again.verify({})).toMatchObject({ driftedCount: 0 });
    await again.close();
    expect(tracesIn(data)).toEqual([]);
  });
});
