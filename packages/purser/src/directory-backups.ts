// Backups in the data directory: a copy is made as a draft, proved by a fold, synced, and only then given its name.
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Backups, type Clock, StoreFailure } from "@purser/service";
import type { SqliteStore } from "@purser/store-sql";
import { bytesOf, LEDGER_FILE, proveDirectory, syncDirectory } from "./ledger-proof.ts";

export const BACKUPS = "backups";
/** What a killed process left behind bears this name, and goes with the next backup. */
const DRAFT = ".draft-";
/** Whether it is one of ours: a draft or something foreign is none. */
export const isBackupName = (name: string): boolean => /^\d{8}T\d{9}Z-\d+$/.test(name);
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
      mkdirSync(place, { recursive: true, mode: DIRECTORY_MODE });
      for (const name of readdirSync(place)) if (name.startsWith(DRAFT)) remove(join(place, name));
      const draft = join(place, `${DRAFT}${randomUUID()}`);
      try {
        await store.copyTo(draft);
        const { head, driftedCount } = await proveDirectory(draft).catch((error: Error) => {
          throw new StoreFailure(
            "StoreUnavailable",
            `The copy can't be read back: ${error.message} No backup was made.`,
          );
        });
        if (driftedCount > 0) throw new StoreFailure("StoreUnavailable", notProved(driftedCount));
        const name = `${stampOf(clock.now())}-${head}`;
        syncDirectory(draft);
        renameSync(draft, join(place, name));
        syncDirectory(place);
        return { name, head, bytes: bytesOf(join(place, name, LEDGER_FILE)) };
      } catch (error) {
        remove(draft);
        throw error;
      }
    },
  };
}

const remove = (directory: string): void => rmSync(directory, { recursive: true, force: true });

const notProved = (driftedCount: number): string =>
  `${driftedCount} counters differ from the ledger, so no backup was made. Run purser verify, then with --repair, and back up again.`;

/** `2026-03-01T07:30:00.125Z` as part of a name that sorts by time: `20260301T073000125Z`. */
const stampOf = (instant: number): string => new Date(instant).toISOString().replaceAll(/[-:.]/g, "");
