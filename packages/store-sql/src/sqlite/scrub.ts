// Scrubbing: after an erasure no byte of what is gone is left in the files: free places, old pages and the log are rewritten.
import type { DatabaseSync } from "node:sqlite";
import { SCRUB_DUE } from "../erasures.ts";

/**
 * Writes wait for it, checks don't: SQLite copies the whole file, some seconds a gigabyte. `secure_delete` would not do: it
 * leaves what was written before it was on, and what pages keep when they are split. Where the disk is too full for the
 * copy, or a reader holds the log too long, the next start tries again.
 */
export function scrub(database: DatabaseSync): void {
  if (!isDue(database)) return;
  try {
    database.exec("vacuum");
    const told = database.prepare("pragma wal_checkpoint(truncate)").get();
    if (told?.busy === 0) database.prepare("delete from installation where name = ?").run(SCRUB_DUE);
  } catch {
    // The erasure itself stands, and is still due here.
  }
}

const isDue = (database: DatabaseSync): boolean =>
  database.prepare("select 1 from installation where name = ?").get(SCRUB_DUE) !== undefined;
