// Backups in the data directory: a copy is made as a draft, proved by a fold, synced, and only then given its name.
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Backups, type Clock, StoreFailure } from "@purser/service";
import type { SqliteStore } from "@purser/store-sql";
import { bytesOf, LEDGER_FILE, proveDirectory, syncLedger, syncNames } from "./ledger-proof.ts";

export const BACKUPS = "backups";
/** What a killed process left behind bears this name, and goes with the next backup. */
const DRAFT = ".draft-";
const DIRECTORY_MODE = 0o700;

export interface DirectoryBackupsOptions {
  readonly data: string;
  readonly store: Pick<SqliteStore, "copyTo">;
  readonly clock: Clock;
}

/** Backups stand below `backups` in `data`, each a directory that `purser restore` and `purser verify --data` take. */
export function directoryBackups({ data, store, clock }: DirectoryBackupsOptions): Backups {
  const place = join(data, BACKUPS);
  return {
    make: async () => {
      const draft = join(place, `${DRAFT}${randomUUID()}`);
      try {
        mkdirSync(place, { recursive: true, mode: DIRECTORY_MODE });
        for (const name of readdirSync(place)) if (name.startsWith(DRAFT)) remove(join(place, name));
        await store.copyTo(draft);
        const { head, driftedCount } = await proveDirectory(draft);
        if (driftedCount > 0) throw new StoreFailure("StoreUnavailable", NOT_PROVED);
        syncLedger(draft);
        const name = freeName(place, clock.now(), head);
        renameSync(draft, join(place, name));
        syncNames(place);
        syncNames(data);
        return { name, head, bytes: bytesOf(join(place, name, LEDGER_FILE)) };
      } catch (error) {
        remove(draft);
        throw asFailure(error);
      }
    },
  };
}

const remove = (directory: string): void => rmSync(directory, { recursive: true, force: true });

const NOT_PROVED =
  "Counters differ from the ledger, so no backup was made. Run purser verify, then with --repair, and back up again.";

/** A disk without room says so in several ways; anything else that stops a copy is told as it is. */
function asFailure(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  const detail = error instanceof Error ? error.message : String(error);
  if (typeof error === "object" && error !== null && "code" in error && FULL.has(String(error.code))) {
    return new StoreFailure("DiskFull", "The disk has no room for a backup; nothing of it was left. Make room first.");
  }
  return new StoreFailure("StoreUnavailable", `No backup was made: ${detail}`);
}

const FULL = new Set(["ENOSPC", "EDQUOT"]);

const STAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-\d+$/;

/** When the backup of that name was made; null for other names. */
export function backupInstant(name: string): number | null {
  const parts = STAMP.exec(name);
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second, millisecond] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`);
}

/** Sorts by time, then by position; a clock that stands still gets the next free millisecond. */
function freeName(place: string, now: number, head: number): string {
  const taken = new Set(readdirSync(place).map((name) => name.split("-", 1)[0]));
  let at = now;
  while (taken.has(stampOf(at))) at += 1;
  return `${stampOf(at)}-${String(head).padStart(POSITION_DIGITS, "0")}`;
}

/** A thousand million million entries. */
const POSITION_DIGITS = 15;

/** `2026-03-01T07:30:00.125Z` as part of a name that sorts by time: `20260301T073000125Z`. */
const stampOf = (instant: number): string => new Date(instant).toISOString().replaceAll(/[-:.]/g, "");
