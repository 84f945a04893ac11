// The seal of console tokens: JSON Web Tokens under one algorithm, HS256, with a secret of this installation (page 7).
import type { TokenClaims, TokenSeal } from "@purser/service";
import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";

/** Any other algorithm, `none` first of all, is refused before a signature is looked at. */
const ALGORITHM = "HS256";
/** No other token of anybody's passes for one of these (RFC 8725, 3.11). */
const TYPE = "purser-console+jwt";
const SECOND_MS = 1_000;

/** Claims as they travel; the names of JWT where it has them, short ones elsewhere: the token goes with every request. */
interface Travelling extends JWTPayload {
  readonly jti: string;
  readonly sub: string;
  readonly exp: number;
  readonly env: string;
  readonly cus: string;
  readonly roots: readonly string[] | null;
  readonly may: readonly string[];
  readonly key: string | null;
}

export function jwtSeal(secret: string): TokenSeal {
  const key = new TextEncoder().encode(secret);
  return {
    seal: (claims, now) =>
      new SignJWT({ ...packed(claims), iat: Math.floor(now / SECOND_MS) })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .sign(key),
    open: async (token, now) => {
      const rules = { algorithms: [ALGORITHM], typ: TYPE, currentDate: new Date(now), requiredClaims: ["jti", "exp"] };
      try {
        return claimsOf((await jwtVerify<Travelling>(token, key, rules)).payload);
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}

const packed = (claims: TokenClaims): Travelling => ({
  jti: claims.id,
  sub: claims.subject,
  exp: claims.expiresAt / SECOND_MS,
  env: claims.environmentId,
  cus: claims.customerId,
  roots: claims.rootEntityIds,
  may: claims.permissions,
  key: claims.keyId,
});

/** Only called on what we sealed ourselves. */
const claimsOf = ({ jti, sub, exp, env, cus, roots, may, key }: Travelling): TokenClaims => ({
  id: jti,
  subject: sub,
  expiresAt: exp * SECOND_MS,
  environmentId: env,
  customerId: cus,
  rootEntityIds: roots,
  permissions: may,
  keyId: key,
});
