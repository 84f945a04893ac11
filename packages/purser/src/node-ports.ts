// The world as Node gives it: the wall clock, randomness and digests behind the service's ports.
import { createHmac, hash, randomBytes } from "node:crypto";
import type { Clock, Ids } from "@purser/service";

export const systemClock: Clock = { now: () => Date.now() };

/** 128 bits: a collision among a billion keys of one customer is less likely than 10^-20. */
const DIGEST_HEX_CHARACTERS = 32;

export const nodeIds: Ids = {
  random: (bytes) => randomBytes(bytes).toString("base64url"),
  digest: (text) => hash("sha256", text, "hex").slice(0, DIGEST_HEX_CHARACTERS),
};

/** Signs texts with a secret of this installation: HMAC-SHA-256, base64url. */
export const hmacSigner = (secret: string): { sign(text: string): string } => ({
  sign: (text) => createHmac("sha256", secret).update(text).digest("base64url"),
});
