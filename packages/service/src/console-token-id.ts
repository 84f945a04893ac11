// Ids of console tokens: signed, and with their expiry inside, so that a token can be revoked of which nothing is kept.
import type { Ids } from "./ports.ts";
import type { Signer } from "./signer.ts";

const RANDOM_BYTES = 12;
/** 132 bits of the signature: enough that nobody makes up an id to fill the table of revocations with. */
const SIGNATURE_CHARACTERS = 22;
const SECOND_MS = 1_000;
const RADIX = 36;
const FORM = /^tok_([0-9a-z]{1,8})\.([\w-]{1,32})\.([\w-]{22})$/;

export class ConsoleTokenIds {
  readonly #signer: Signer;

  constructor(signer: Signer) {
    this.#signer = signer;
  }

  /** `expiresAt` is of whole seconds. */
  make(ids: Ids, environmentId: string, expiresAt: number): string {
    const expiry = (expiresAt / SECOND_MS).toString(RADIX);
    const random = ids.random(RANDOM_BYTES);
    return `tok_${expiry}.${random}.${this.#sign(environmentId, expiry, random)}`;
  }

  /** When the token of that id expires; null when no token of the environment can have it. */
  expiryOf(id: string, environmentId: string): number | null {
    const [, expiry = "", random = "", signature] = FORM.exec(id) ?? [];
    if (signature === undefined || signature !== this.#sign(environmentId, expiry, random)) return null;
    return Number.parseInt(expiry, RADIX) * SECOND_MS;
  }

  #sign(environmentId: string, expiry: string, random: string): string {
    const signature = this.#signer.sign(JSON.stringify(["console token", environmentId, expiry, random]));
    return signature.slice(0, SIGNATURE_CHARACTERS);
  }
}
