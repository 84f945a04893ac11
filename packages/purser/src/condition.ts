// The condition of a ledger and its machine: what `/metrics` and `purser doctor` tell beside the figures of traffic.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "@purser/service";
import type { SqliteStore, StoreCondition } from "@purser/store-sql";
import { BACKUPS, backupInstant } from "./directory-backups.ts";

const DAY_MS = 86_400_000;

export interface Condition extends StoreCondition {
  readonly ledgerHead: number;
  /** Recorded in the last 24 hours. */
  readonly entriesLastDay: number;
  /** When the first entry was recorded; null without any. */
  readonly firstRecordedAt: number | null;
  /** How far the newest entry of any customer lies ahead of the wall clock, in milliseconds, 0 when it doesn't (R16). */
  readonly clockBehindMs: number;
  /** When the newest backup in the data directory was made; null without any. */
  readonly newestBackupAt: number | null;
}

export async function readCondition(
  engine: Engine,
  { data, store }: { readonly data: string; readonly store: Pick<SqliteStore, "condition"> },
): Promise<Condition> {
  const now = engine.clock.now();
  const dayAgo = await engine.ledger.sequenceBefore(now - DAY_MS);
  return {
    ...(await store.condition()),
    ledgerHead: engine.queue.head,
    entriesLastDay: engine.queue.head - dayAgo,
    firstRecordedAt: await firstRecordedAt(engine),
    clockBehindMs: Math.max(0, latestRecordedAt(engine) - now),
    newestBackupAt: newestBackupAt(join(data, BACKUPS)),
  };
}

async function firstRecordedAt({ ledger }: Engine): Promise<number | null> {
  for await (const [first] of ledger.scan({ customer: 0, after: 0, until: 1 })) return first?.recordedAt ?? null;
  return null;
}

function latestRecordedAt({ snapshot }: Engine): number {
  let latest = Number.NEGATIVE_INFINITY;
  for (let number = 1; number < snapshot.customers.length; number += 1) {
    latest = Math.max(latest, snapshot.customer(number).lastRecordedAt);
  }
  return latest;
}

function newestBackupAt(place: string): number | null {
  try {
    const instants = readdirSync(place).map(backupInstant);
    const latest = Math.max(...instants.filter((instant) => instant !== null));
    return Number.isFinite(latest) ? latest : null;
  } catch {
    // No backup has ever been made here.
    return null;
  }
}
