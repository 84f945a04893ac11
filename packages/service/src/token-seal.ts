// The seal of console tokens: turns claims into a text that nobody else can make, and back.
import type { ConsoleGrant } from "./caller.ts";

export interface TokenClaims extends ConsoleGrant {
  readonly id: string;
  readonly environmentId: string;
  /** The API key that it was made with; null for the library. */
  readonly keyId: string | null;
  /** Milliseconds since 1970, whole seconds. */
  readonly expiresAt: number;
}

export interface TokenSeal {
  /** `now` is told in the token and judges nothing. */
  seal(claims: TokenClaims, now: number): Promise<string>;
  /** What was sealed, or null: forged, damaged, or no token at all; it may refuse what has expired at `now` too. */
  open(token: string, now: number): Promise<TokenClaims | null>;
}
