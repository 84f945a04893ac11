// The directory's lock: a second file held exclusively by the operating system's own lock, which dies with the process.
import { DatabaseSync } from "./built-in-sqlite.ts";

const SQLITE_BUSY = 5;
/** The primary code stands in the low byte. */
const PRIMARY = 0xff;

export interface DirectoryLock {
  release(): void;
}

export function lockDirectory(file: string, directory: string): DirectoryLock {
  const database = new DatabaseSync(file);
  try {
    database.exec("pragma locking_mode = exclusive; begin exclusive");
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    const advice = "Stop it first, or use --url to speak to it.";
    throw new Error(`The directory ${directory} is held by another Purser process. ${advice}`, { cause: error });
  }
  return { release: () => database.close() };
}

const isBusy = (error: unknown): boolean =>
  typeof error === "object" &&
  error !== null &&
  "errcode" in error &&
  (Number(error.errcode) & PRIMARY) === SQLITE_BUSY;
