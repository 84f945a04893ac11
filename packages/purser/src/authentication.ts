// Authentication: an API key's text to the caller that it stands for; verified keys are remembered by digest (R45).
import { hash, timingSafeEqual } from "node:crypto";
import type { Caller, Engine } from "@purser/service";

/** Verified keys remembered; an HMAC per request would cost 12 µs, a plain digest costs 1. */
const REMEMBERED_MAX = 10_000;

export type CallerParts = Omit<Caller, "requestId">;

export class Authentication {
  readonly #engine: Engine;
  readonly #digestKey: (secret: string) => string;
  /** SHA-256 of the secret → number of the key. */
  readonly #verified = new Map<string, number>();

  constructor(engine: Engine, digestKey: (secret: string) => string) {
    this.#engine = engine;
    this.#digestKey = digestKey;
  }

  /** Keys are found by their HMAC, then compared in constant time: how long it takes tells nothing of them (R45). */
  authenticate(secret: string): CallerParts | null {
    const remembered = hash("sha256", secret, "base64url");
    const number = this.#verified.get(remembered) ?? this.#verify(secret, remembered);
    const key = this.#engine.snapshot.apiKeys[number];
    if (key === undefined || key.revokedAt !== null) return null;
    return { environment: key.environment, actor: `key:${key.id}`, access: key.isRoot ? "root" : key.access };
  }

  #verify(secret: string, remembered: string): number {
    const digest = this.#digestKey(secret);
    const key = this.#engine.snapshot.apiKeysByDigest.get(digest);
    if (key === undefined || !timingSafeEqual(Buffer.from(key.digest), Buffer.from(digest))) return 0;
    if (this.#verified.size >= REMEMBERED_MAX) this.#verified.clear();
    this.#verified.set(remembered, key.number);
    return key.number;
  }
}
