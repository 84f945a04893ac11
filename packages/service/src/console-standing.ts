// Console standing: whom a console token stands for, verified once and then asked at each request whether it still holds.
import type { Standing } from "./caller.ts";
import type { Engine } from "./engine.ts";
import type { TokenClaims, TokenSeal } from "./token-seal.ts";

/** Null when the text is no token of this installation that is good now. */
export async function openConsoleToken(engine: Engine, seal: TokenSeal, token: string): Promise<Standing | null> {
  const claims = await seal.open(token, engine.clock.now());
  if (claims === null) return null;
  const standing = standingOf(engine, claims);
  return standing === null || standing() === null ? null : standing;
}

function standingOf(engine: Engine, claims: TokenClaims): Standing | null {
  const { snapshot, clock } = engine;
  const environment = snapshot.environmentsById.get(claims.environmentId);
  if (environment === undefined) return null;
  const key = claims.keyId === null ? null : snapshot.apiKeys.findIndex((row) => row?.id === claims.keyId);
  const { customerId, rootEntityIds, permissions, subject } = claims;
  const caller = {
    environment: environment.row.number,
    actor: `token:${claims.id}`,
    access: "token" as const,
    token: { customerId, rootEntityIds, permissions, subject },
  };
  return () => {
    if (clock.now() >= claims.expiresAt || snapshot.revokedTokens.has(claims.id)) return null;
    // A key that was found out ends what was made with it: whoever had it may have made tokens for a day.
    return key === null || snapshot.apiKeys[key]?.revokedAt === null ? caller : null;
  };
}
