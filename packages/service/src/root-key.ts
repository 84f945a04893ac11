// The root key: the first API key, full in `live`, and alone allowed to make environments and keys for others (R45).
import {
  type ApiKey,
  type CatalogChange,
  type Environment,
  LATENESS_DAYS_DEFAULT,
  PROVISION_LIMIT_DEFAULT,
} from "@purser/core";
import type { Caller } from "./caller.ts";
import { type Engine, writeCatalog } from "./engine.ts";

export const LIVE = "live";
const SECRET_BYTES = 32;

const START: Caller = { environment: 0, actor: "purser", access: "root", requestId: "start" };

/** The number of the environment `live`, made at the first start. */
export function ensureLiveEnvironment(engine: Engine): Promise<number> {
  return writeCatalog(engine, START, (now) => {
    const known = engine.snapshot.environmentsById.get(LIVE)?.row;
    const row = known ?? freshEnvironment(engine, now);
    const changes: CatalogChange[] = known === undefined ? [{ kind: "environment", before: null, after: row }] : [];
    return { changes, answer: () => row.number };
  });
}

/** Sets the root key to the given text, or makes one when there is none yet; answers the secret that was made. */
export async function ensureRootKey(
  engine: Engine,
  key: { readonly given: string | null; digest(secret: string): string },
): Promise<string | null> {
  const environment = await ensureLiveEnvironment(engine);
  return writeCatalog(engine, START, (now) => {
    const standing = engine.snapshot.apiKeys.find((row) => row?.isRoot === true && row.revokedAt === null);
    if (key.given === null && standing !== undefined) return { changes: [], answer: () => null };
    const secret = key.given ?? `purser_root_${engine.ids.random(SECRET_BYTES)}`;
    const digest = key.digest(secret);
    if (standing?.digest === digest) return { changes: [], answer: () => null };
    const made = rootKey(engine, { environment, digest, now });
    const changes: CatalogChange[] = [{ kind: "apiKey", before: null, after: made }];
    if (standing !== undefined) {
      changes.unshift({ kind: "apiKey", before: standing, after: { ...standing, revokedAt: now } });
    }
    return { changes, answer: () => (key.given === null ? secret : null) };
  });
}

function freshEnvironment(engine: Engine, now: number): Environment {
  return {
    number: engine.snapshot.environments.length,
    id: LIVE,
    strict: false,
    provisionLimit: PROVISION_LIMIT_DEFAULT,
    maxLatenessDays: LATENESS_DAYS_DEFAULT,
    createdAt: now,
  };
}

function rootKey(engine: Engine, made: { environment: number; digest: string; now: number }): ApiKey {
  const number = engine.snapshot.apiKeys.length;
  return {
    number,
    environment: made.environment,
    id: `key_${number.toString(36)}`,
    displayName: "Root key",
    access: "full",
    isRoot: true,
    digest: made.digest,
    createdAt: made.now,
    revokedAt: null,
  };
}
