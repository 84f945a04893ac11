// Authorization: the API key of a request, and whether its access covers what a route needs (R45).
import type { IncomingHttpHeaders } from "node:http";
import type { Permission } from "@purser/contract";
import { type Caller, ProblemError } from "@purser/service";

/** Whoever stands behind a secret, or null. */
export type Authenticate = (secret: string) => Omit<Caller, "requestId"> | null;

const BEARER = /^bearer +([^\s]+)$/i;

function secretOf(headers: IncomingHttpHeaders): string {
  const key = headers["x-api-key"];
  if (typeof key === "string" && key !== "") return key;
  const secret = BEARER.exec(headers.authorization ?? "")?.[1];
  if (secret !== undefined) return secret;
  throw new ProblemError("Unauthenticated", "Send an API key: `Authorization: Bearer <key>` or `X-API-KEY: <key>`.");
}

export function authorize(
  headers: IncomingHttpHeaders,
  needs: { readonly permission: Permission; readonly requestId: string },
  authenticate: Authenticate,
): Caller {
  const parts = authenticate(secretOf(headers));
  if (parts === null) throw new ProblemError("Unauthenticated", "The API key is unknown or revoked. Send a valid one.");
  if (!covers(parts.access, needs.permission)) throw new ProblemError("Forbidden", adviceFor(needs.permission));
  return { ...parts, requestId: needs.requestId };
}

const RANKS: Readonly<Record<Permission, number>> = { read: 1, full: 2, root: 3 };

const covers = (access: Permission, permission: Permission): boolean => RANKS[access] >= RANKS[permission];

const adviceFor = (permission: Permission): string =>
  permission === "root" ? "This is for the root key alone." : "This API key may only read and check. Send a full one.";
