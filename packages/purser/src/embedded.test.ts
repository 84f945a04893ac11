// The embedded shape: an open ledger ends its expired holds by itself, one at rest stays as it is.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "@purser/service";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openEmbedded } from "./embedded.ts";
import { openPurser } from "./library.ts";

const AT = Date.UTC(2026, 2, 10, 12);
const HOUR = 3_600_000;
const MINUTE = 60_000;
/** A ledger is opened five times, which takes its time on a machine that has much else to do. */
const OPENINGS_MS_MAX = 120_000;

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "purser-embedded-"));
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(data, { recursive: true });
});

const clock = (now: number): Clock => ({ now: () => now });

async function holdForAMinute(): Promise<void> {
  const purser = await openPurser({ data, clock: clock(AT) });
  await purser.upsertCapabilities({ capabilities: [{ id: "tokens", kind: "feature", displayName: "Tokens" }] });
  await purser.upsertEntityTypes({ entityTypes: [{ id: "team", displayName: "Team", attributionKeys: ["teamId"] }] });
  await purser.upsertCustomers({ customers: [{ id: "acme" }] });
  await purser.upsertEntities({ customerId: "acme", entities: [{ id: "a", entityTypeId: "team" }] });
  const request = { customerId: "acme", capabilityId: "tokens", amount: 3, dimensions: { teamId: "a" } };
  await purser.reserve({ ...request, ttlMs: MINUTE, idempotencyKey: "k" });
  await purser.close();
}

/** Opened for ten seconds, an hour later. */
async function openLater(isAtRest: boolean): Promise<{ readonly head: number; readonly state: string | undefined }> {
  const embedded = await openEmbedded({ data, clock: clock(AT + HOUR), isAtRest });
  vi.advanceTimersByTime(10_000);
  await embedded.close();
  const again = await openEmbedded({ data, clock: clock(AT + HOUR), isAtRest: true });
  const held = await again.engine.ledger.reservation(1);
  const { head } = again.engine.queue;
  await again.close();
  return { head, state: held?.state };
}

test("R26: an expired hold ends while the ledger is open, and stays while it is at rest", {
  timeout: OPENINGS_MS_MAX,
}, async () => {
  await holdForAMinute();
  expect(await openLater(true)).toEqual({ head: 1, state: "open" });
  expect(await openLater(false)).toEqual({ head: 2, state: "expired" });
});
