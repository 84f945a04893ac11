// Authentication: the text of an API key or a console token to the caller that it stands for; verified ones are remembered (R45).
import { hash, timingSafeEqual } from "node:crypto";
import { type Engine, openConsoleToken, type Standing, type TokenSeal } from "@purser/service";

/** Verified keys and tokens remembered; verifying anew would cost each request 12 µs and more, a plain digest costs 1. */
const REMEMBERED_MAX = 10_000;

/** Three parts of base64url: anything else is no token, and is refused without a look at its signature. */
const TOKEN_FORM = /^[\w-]+\.[\w-]+\.[\w-]+$/;

export interface AuthenticationParts {
  readonly engine: Engine;
  readonly tokens: TokenSeal;
  digestKey(secret: string): string;
}

export class Authentication {
  readonly #parts: AuthenticationParts;
  /** SHA-256 of the secret → what it stands for. */
  readonly #verified = new Map<string, Standing>();

  constructor(parts: AuthenticationParts) {
    this.#parts = parts;
  }

  /** Keys are found by their HMAC, then compared in constant time: how long it takes tells nothing of them (R45). */
  authenticate(secret: string): Standing | null | Promise<Standing | null> {
    const remembered = hash("sha256", secret, "base64url");
    const known = this.#verified.get(remembered) ?? this.#standingOfKey(secret);
    if (known !== null) return this.#remember(remembered, known);
    return TOKEN_FORM.test(secret) ? this.#verifyToken(secret, remembered) : null;
  }

  #standingOfKey(secret: string): Standing | null {
    const { engine, digestKey } = this.#parts;
    const digest = digestKey(secret);
    const key = engine.snapshot.apiKeysByDigest.get(digest);
    if (key === undefined || !timingSafeEqual(Buffer.from(key.digest), Buffer.from(digest))) return null;
    const access = key.isRoot ? ("root" as const) : key.access;
    const caller = { environment: key.environment, actor: `key:${key.id}`, access, keyId: key.id };
    // A revoked key has another row.
    return () => (engine.snapshot.apiKeys[key.number]?.revokedAt === null ? caller : null);
  }

  async #verifyToken(secret: string, remembered: string): Promise<Standing | null> {
    const standing = await openConsoleToken(this.#parts.engine, this.#parts.tokens, secret);
    return standing === null ? null : this.#remember(remembered, standing);
  }

  #remember(digest: string, standing: Standing): Standing {
    if (this.#verified.has(digest)) return standing;
    if (this.#verified.size >= REMEMBERED_MAX) this.#verified.clear();
    this.#verified.set(digest, standing);
    return standing;
  }
}
