// A ledger's file that nobody has open: whether it is one, and whether every page of it can be read.
import { DatabaseSync } from "./built-in-sqlite.ts";

/**
 * Throws when it is none, or damaged. Opened as a server would, an empty file would become an empty ledger, and a damaged
 * page be found on the day that it is read.
 */
export function judgeLedgerFile(file: string): void {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const head = database.prepare("select count(*) as count from sqlite_master where name = 'shard_head'").get();
    if (head?.count !== 1) throw new Error("It is no ledger of Purser.");
    const found = database.prepare("pragma integrity_check(1)").get()?.integrity_check;
    if (found !== "ok") throw new Error(`It is damaged: ${String(found)}.`);
  } finally {
    database.close();
  }
}
