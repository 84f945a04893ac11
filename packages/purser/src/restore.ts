// Restore: a backup becomes a new data directory, which is proved before it bears its name.
import { constants, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { bytesOf, LEDGER_FILE, type Proof, proveDirectory, syncLedger, syncNames } from "./ledger-proof.ts";
import { SettingsError } from "./settings.ts";

const DIRECTORY_MODE = 0o700;

export interface Restoring {
  /** Directory of the backup. */
  readonly backup: string;
  /** Made; an empty one that stands already is taken. */
  readonly data: string;
}

/** Throws a SettingsError when one of the two is no such directory; nothing is left behind then. */
export async function restore(restoring: Restoring): Promise<Proof> {
  const [backup, data] = [resolve(restoring.backup), resolve(restoring.data)];
  const file = join(backup, LEDGER_FILE);
  if (!existsSync(file)) {
    throw new SettingsError(`${backup} is no backup: it has no ${LEDGER_FILE}. Backups stand in <data>/backups.`);
  }
  const log = `${file}-wal`;
  if (existsSync(log) && bytesOf(log) > 0) {
    throw new SettingsError(
      `${backup} is no backup: a server holds it, or did not end in order. Start and stop it first.`,
    );
  }
  if (existsSync(data) && readdirSync(data).length > 0) {
    throw new SettingsError(`${data} is not empty. Restore into a new directory, then start the server on that one.`);
  }
  const draft = `${data}.restoring`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: DIRECTORY_MODE });
  try {
    copyFileSync(file, join(draft, LEDGER_FILE), constants.COPYFILE_FICLONE);
    const proof = await proveDirectory(draft).catch((error: Error) => {
      throw new Error(`${backup} can't be read: ${error.message} Take another backup; nothing was restored.`);
    });
    if (proof.driftedCount > 0) throw new Error(DAMAGED);
    syncLedger(draft);
    if (existsSync(data)) rmdirSync(data);
    renameSync(draft, data);
    syncNames(dirname(data));
    return proof;
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}

const DAMAGED = "Counters of the backup differ from its ledger. Take another backup; nothing was restored.";
