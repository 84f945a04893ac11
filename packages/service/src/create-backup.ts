// Create backup: a proved copy of everything in the data directory (page 3).

import type { Backups } from "./catalog-port.ts";
import type { Operations } from "./operation.ts";
import { StoreFailure } from "./ports.ts";
import { ProblemError } from "./problem-error.ts";
import { positionOf } from "./write-queue.ts";

/** `backups` is null where nothing is kept on a disk. */
export function makeCreateBackup(backups: Backups | null): Operations["createBackup"] {
  let last: Promise<unknown> = Promise.resolve();
  return async () => {
    if (backups === null) {
      throw new ProblemError("StoreUnavailable", "This store keeps nothing on a disk, so there is nothing to back up.");
    }
    // One after the other: two at once would take twice the disk and the time of both.
    const made = last.then(() => backups.make()).catch(asProblem);
    last = made.catch(() => {});
    const { name, head, bytes } = await made;
    return { name, position: positionOf(head), bytes };
  };
}

function asProblem(error: unknown): never {
  throw error instanceof StoreFailure ? new ProblemError(error.code, error.message) : error;
}
