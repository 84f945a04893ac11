// A governance run: a file compared with a server, and the answer of the server to the difference told in the file's lines.
import { type Client as PurserClient, PurserProblem } from "@purser/client";
import type { GovernanceDiff } from "./governance-change.ts";
import { diffGovernance } from "./governance-diff.ts";
import { originOf, requestOf } from "./governance-request.ts";
import { type GovernanceSource, readGovernanceFile } from "./governance-source.ts";
import { readGovernanceState } from "./governance-state.ts";

/** A document of 10,000 entities is applied in about a second; a loaded server may need longer. */
export const GOVERNANCE_TIMEOUT_MS = 120_000;

export interface Comparison {
  readonly source: GovernanceSource;
  readonly diff: GovernanceDiff;
}

export async function compareWithServer(
  client: PurserClient,
  asked: { readonly path: string; readonly prune: boolean },
): Promise<Comparison> {
  const source = readGovernanceFile(asked.path);
  const ids = (source.file.customers ?? []).map(({ id }) => id);
  const state = await readGovernanceState(client, ids);
  return { source, diff: diffGovernance(state, source.file, { prune: asked.prune }) };
}

/** The server refused the changes; nothing of them is written. Every fault stands at its line of the file. */
export class GovernanceRefusal extends Error {}

/** Sends the changes as one document: all of them are written, or (dryRun, or refused) none. Nothing to do, nothing sent. */
export async function sendChanges(
  client: PurserClient,
  { source, diff }: Comparison,
  { dryRun }: { readonly dryRun: boolean },
): Promise<number> {
  if (diff.changes.length === 0) return 0;
  const request = requestOf(diff.changes);
  try {
    const { changes } = await client.applyGovernance({ ...request.document, dryRun });
    return changes;
  } catch (error) {
    if (!(error instanceof PurserProblem) || error.status >= 500 || error.errors.length === 0) throw error;
    const lines = error.errors.map(({ path, code, message }) => {
      const origin = originOf(request, path);
      return origin === null ? `${code}: ${path}: ${message}` : `${source.placeOf(origin)}: ${code}: ${message}`;
    });
    throw new GovernanceRefusal(["The server refuses; nothing was written.", ...lines].join("\n"));
  }
}
