// Authentication: an API key's text to the caller that it stands for; verified keys are remembered by digest (R45).
import { hash, timingSafeEqual } from "node:crypto";
import type { Caller, Engine } from "@purser/service";

/** Verified keys remembered; an HMAC per request would cost 12 µs, a plain digest costs 1. */
const REMEMBERED_MAX = 10_000;

export type CallerParts = Omit<Caller, "requestId">;
type Standing = () => CallerParts | null;

export class Authentication {
  readonly #engine: Engine;
  readonly #digestKey: (secret: string) => string;
  /** SHA-256 of the secret → what it stands for. */
  readonly #verified = new Map<string, Standing>();

  constructor(engine: Engine, digestKey: (secret: string) => string) {
    this.#engine = engine;
    this.#digestKey = digestKey;
  }

  /** Keys are found by their HMAC, then compared in constant time: how long it takes tells nothing of them (R45). */
  authenticate(secret: string): Standing | null {
    const remembered = hash("sha256", secret, "base64url");
    return this.#verified.get(remembered) ?? this.#verify(secret, remembered);
  }

  #verify(secret: string, remembered: string): Standing | null {
    const digest = this.#digestKey(secret);
    const key = this.#engine.snapshot.apiKeysByDigest.get(digest);
    if (key === undefined || !timingSafeEqual(Buffer.from(key.digest), Buffer.from(digest))) return null;
    if (this.#verified.size >= REMEMBERED_MAX) this.#verified.clear();
    const standing = this.#standing(key.number);
    this.#verified.set(remembered, standing);
    return standing;
  }

  #standing(number: number): Standing {
    const { apiKeys } = this.#engine.snapshot;
    const key = apiKeys[number];
    if (key === undefined) return () => null;
    const access = key.isRoot ? "root" : key.access;
    const caller: CallerParts = { environment: key.environment, actor: `key:${key.id}`, access };
    // A revoked key has another row.
    return () => (apiKeys[number]?.revokedAt === null ? caller : null);
  }
}
