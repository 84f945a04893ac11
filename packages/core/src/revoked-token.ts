// A revoked console token: all that is kept of any token, and no longer than the token itself could have been used.

/** The number is given anew once the row is gone; instants are milliseconds since 1970. */
export interface RevokedToken {
  readonly number: number;
  readonly environment: number;
  readonly id: string;
  readonly expiresAt: number;
  readonly revokedAt: number;
}

/** A revocation outlives its token by a day: a clock that is put back by less brings none to life. */
const KEPT_AFTER_EXPIRY_MS = 86_400_000;

/** Whether nobody needs to know any more that the token was revoked. */
export const isLapsed = ({ expiresAt }: Pick<RevokedToken, "expiresAt">, now: number): boolean =>
  expiresAt + KEPT_AFTER_EXPIRY_MS <= now;
