// Delete console token: it is revoked at once, for as long as it could have been used; nothing else is kept of it.
import { type CatalogChange, isLapsed, type RevokedToken } from "@purser/core";
import type { ConsoleTokenIds } from "../console-token-id.ts";
import { type Engine, environmentOf, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { ProblemError } from "../problem-error.ts";

/** So many lapsed revocations go with a new one: more than come, so that the table shrinks to what matters. */
const LAPSED_MAX = 100;

export function makeDeleteConsoleToken(engine: Engine, ids: ConsoleTokenIds): Operations["deleteConsoleToken"] {
  return (caller, { tokenId }) =>
    writeCatalog(engine, caller, (now) => {
      const environment = environmentOf(engine, caller).row;
      const expiresAt = ids.expiryOf(tokenId, environment.id);
      if (expiresAt === null) throw new ProblemError("NotFound", `No console token "${tokenId}" in this environment.`);
      const isOver = engine.snapshot.revokedTokens.has(tokenId) || isLapsed({ expiresAt }, now);
      const row = {
        number: engine.snapshot.lastRevokedToken + 1,
        environment: environment.number,
        id: tokenId,
        expiresAt,
        revokedAt: now,
      };
      return { changes: isOver ? [] : [revoking(row), ...forgetting(engine, now)], answer: () => null };
    });
}

const revoking = (after: RevokedToken): CatalogChange => ({ kind: "revokedToken", before: null, after });

function forgetting({ snapshot }: Engine, now: number): CatalogChange[] {
  const lapsed = [...snapshot.revokedTokens.values()].filter((row) => isLapsed(row, now)).slice(0, LAPSED_MAX);
  return lapsed.map((before) => ({ kind: "revokedToken", before, after: null }));
}
