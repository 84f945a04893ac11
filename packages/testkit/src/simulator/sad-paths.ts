// Sad paths: how often each happened; a whole run in which one never did has proven nothing about it.

export const SAD_PATHS = [
  "crash before write",
  "crash between write and sync",
  "crash after sync, before acknowledge",
  "crash during start",
  "kill without power loss",
  "unsynced write lost",
  "unsynced write survived",
  "store unavailable",
  "disk full",
  "failed sync closes the store",
  "claimed key planned again",
  "refused move planned again",
  "backfill while others write",
  "grant refused by the ledger's ceiling",
  "plan refused by figures of carved budgets",
  "spend denied by what is set aside",
  "spend through a carved budget granted",
  "catalog write refused by what is carved",
  "spend granted by an exception alone",
  "spend denied where an exception has ended",
  "spend granted beyond a soft limit",
  "spend denied beyond all that a soft limit lets pass",
  "denied key found recorded",
  "spend denied",
  "denied beside a grant of the same transaction",
  "reservation changed twice in one transaction",
  "hold expired",
  "commit after the end",
  "step after its usage period",
  "hold outlived a restart",
  "repeat of a grant where nothing is available",
  "several requests in one transaction",
  "repeat after a lost answer, recorded before",
  "repeat after a lost answer, not recorded before",
  "period boundary crossed",
  "clock set back",
] as const;

export type SadPath = (typeof SAD_PATHS)[number];
export type SadCounts = Record<SadPath, number>;

export const noSadPaths = (): SadCounts => Object.fromEntries(SAD_PATHS.map((path) => [path, 0])) as SadCounts;

export function addSadPaths(sum: SadCounts, counts: Readonly<SadCounts>): void {
  for (const path of SAD_PATHS) sum[path] += counts[path];
}

export const unseenSadPaths = (counts: Readonly<SadCounts>): SadPath[] =>
  SAD_PATHS.filter((path) => counts[path] === 0);
