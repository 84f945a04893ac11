// Where a diagnosis gets its facts: the metrics of a running server, or a directory that nobody holds.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PurserProblem, PurserUnreachable } from "@purser/client";
import type { Problem } from "@purser/contract";
import type { Address } from "./connection.ts";
import type { Facts } from "./diagnosis.ts";
import { openEmbedded } from "./embedded.ts";
import { LEDGER_FILE } from "./ledger-proof.ts";
import { SettingsError } from "./settings.ts";

/** A server that takes longer is not well. */
const ANSWER_MS_MAX = 10_000;
/** A server that has just started looks at itself for the first time. */
const LOOKS_MAX = 20;
const PAUSE_MS = 250;

export async function factsOfServer({ baseUrl, apiKey }: Address): Promise<Facts> {
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const asked = Date.now();
    const { text, date } = await readMetrics(baseUrl, apiKey);
    const now = Date.now();
    const gauge = gaugesOf(text);
    if (!Number.isNaN(gauge("purser_ledger_bytes"))) {
      return {
        ...factsFrom(gauge),
        now: date,
        node: /purser_nodejs_version_info\{version="([^"]+)"/.exec(text)?.[1] ?? "unknown",
        url: baseUrl,
        // The header has whole seconds, cut off; the answer's time is taken as halfway.
        clockOffsetMs: date + 500 - (asked + now) / 2,
      };
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error("The server has not looked at its own condition yet. Ask again in a minute.");
}

export async function factsOfDirectory(data: string): Promise<Facts> {
  if (!existsSync(join(data, LEDGER_FILE))) throw new SettingsError(`${data} has no ledger (${LEDGER_FILE}).`);
  const embedded = await openEmbedded({ data, isAtRest: true });
  try {
    const condition = await embedded.condition();
    return { ...condition, now: Date.now(), node: process.version, url: null, clockOffsetMs: null };
  } finally {
    await embedded.close();
  }
}

function factsFrom(gauge: (name: string) => number): Omit<Facts, "now" | "node" | "url" | "clockOffsetMs"> {
  const instant = (name: string): number | null => gauge(name) * 1_000 || null;
  return {
    ledgerBytes: gauge("purser_ledger_bytes"),
    diskFreeBytes: gauge("purser_disk_free_bytes"),
    ledgerHead: gauge("purser_ledger_head"),
    entriesLastDay: gauge("purser_ledger_entries_last_day"),
    countersNearRange: gauge("purser_counters_near_range"),
    clockBehindMs: gauge("purser_clock_behind_seconds") * 1_000,
    firstRecordedAt: instant("purser_first_entry_timestamp_seconds"),
    newestBackupAt: instant("purser_newest_backup_timestamp_seconds"),
  };
}

async function readMetrics(baseUrl: string, apiKey: string): Promise<{ readonly text: string; readonly date: number }> {
  const url = new URL("/metrics", baseUrl);
  const headers = { authorization: `Bearer ${apiKey}` };
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(ANSWER_MS_MAX) }).catch((error: Error) => {
    throw new PurserUnreachable(baseUrl, error.cause ?? error);
  });
  if (!answer.ok) throw new PurserProblem((await answer.json()) as Problem, { retryAfter: null, shouldRetry: "false" });
  return { text: await answer.text(), date: Date.parse(answer.headers.get("date") ?? "") };
}

/** Of the text that Prometheus reads: `name value` on a line of its own. */
function gaugesOf(text: string): (name: string) => number {
  const values = new Map(
    text
      .split("\n")
      .filter((line) => !line.startsWith("#"))
      .map((line) => [line.slice(0, line.indexOf(" ")), Number(line.slice(line.indexOf(" ") + 1))] as const),
  );
  return (name) => values.get(name) ?? Number.NaN;
}
