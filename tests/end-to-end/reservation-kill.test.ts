// SIGKILL between reserve and commit: the hold is there again, and the commit counts once, answered or not (R26, R27, P1).
import { createClient } from "@purser/client";
import { startServerProcess, withDirectory } from "@purser/testkit";
import { expect, test } from "vitest";
import { AGENTS, CUSTOMER, cents, credits, type Door, furnish, KEY, ledgerOf } from "./reservation-doors.ts";

const HOLDS = 12;
const HELD = 0.4;
const USED = 0.25;
const LIMIT = 5;
/** Some runs kill before the commits are taken, some between them, some before their answers. */
const KILLED_WITHIN_MS = 12;
const TEST_MS_MAX = 300_000;

/** Plays each step on a server of its own, killed after it; the directory stays. */
async function playKilled(data: string, steps: readonly ((door: Door, kill: () => void) => Promise<void>)[]) {
  for (const step of steps) {
    const server = await startServerProcess({ data, key: KEY });
    const client = createClient({ baseUrl: server.url, apiKey: KEY });
    let dying: Promise<unknown> | null = null;
    try {
      await step(client, () => {
        dying = server.end("SIGKILL");
      });
    } finally {
      await (dying ?? server.end("SIGKILL"));
      await client.close();
    }
  }
}

const agentOf = (hold: number): string => AGENTS[hold % AGENTS.length] ?? "";
const holds = Array.from({ length: HOLDS }, (_, hold) => hold);

const reserve = (door: Door, hold: number) =>
  door.reserve({ ...credits(agentOf(hold)), amount: HELD, idempotencyKey: `hold-${hold}` });

async function expectLoad(door: Door, load: { readonly used: number; readonly held: number }): Promise<void> {
  const { chains } = await door.check({ ...credits(agentOf(0)), requestedUsage: 0 });
  const team = chains[0]?.find(({ entityId }) => entityId === "team");
  expect([cents(team?.currentUsage ?? -1), cents(team?.heldUsage ?? -1)]).toEqual([cents(load.used), cents(load.held)]);
}

test("what was reserved is held after a kill, and committed once", { timeout: TEST_MS_MAX }, () =>
  withDirectory(async (data) => {
    const ids: string[] = [];
    const commit = (door: Door, hold: number) =>
      door.commitReservation({ customerId: CUSTOMER, reservationId: ids[hold] ?? "", amount: USED });
    await playKilled(data, [
      async (door) => {
        await furnish(door, LIMIT);
        for (const { reservation } of await Promise.all(holds.map((hold) => reserve(door, hold)))) {
          ids.push(reservation?.id ?? "");
        }
      },
      async (door, kill) => {
        await expectLoad(door, { used: 0, held: HOLDS * HELD });
        const again = await Promise.all(holds.map((hold) => reserve(door, hold)));
        for (const [hold, { reservation }] of again.entries()) {
          expect(reservation).toMatchObject({ id: ids[hold], state: "open", duplicate: true });
        }
        // The room that is left is less than one hold.
        expect(await reserve(door, HOLDS)).toMatchObject({
          isGranted: false,
          available: cents(LIMIT - HOLDS * HELD) / 100,
        });
        for (const hold of holds.slice(0, HOLDS / 3))
          expect(await commit(door, hold)).toMatchObject({ state: "committed" });
        // The others' commits are under way when the server dies: nobody knows which of them counted.
        const under = Promise.allSettled(holds.slice(HOLDS / 3).map((hold) => commit(door, hold)));
        setTimeout(kill, Math.floor(Math.random() * KILLED_WITHIN_MS));
        await under;
      },
      async (door) => {
        for (const hold of holds.slice(0, HOLDS / 3))
          expect(await commit(door, hold)).toMatchObject({ duplicate: true });
        for (const hold of holds)
          expect(await commit(door, hold)).toMatchObject({ state: "committed", items: [{ overage: 0 }] });
      },
      async (door) => {
        const first = holds.map((hold) => reserve(door, hold));
        for (const { reservation } of await Promise.all(first)) {
          expect(reservation).toMatchObject({ state: "committed", duplicate: true });
        }
        await expectLoad(door, { used: HOLDS * USED, held: 0 });
        const entries = await ledgerOf(door);
        for (const id of ids) {
          const own = entries.filter(({ reservationId }) => reservationId === id);
          expect(own.map(({ kind, amount, held }) => [kind, cents(amount), cents(held)])).toEqual([
            ["hold", 0, cents(HELD)],
            ["commit", cents(USED), -cents(HELD)],
          ]);
        }
        expect(entries).toHaveLength(2 * HOLDS);
        expect(await door.verify({})).toMatchObject({ entries: 2 * HOLDS, driftedCount: 0 });
      },
    ]);
  }),
);
