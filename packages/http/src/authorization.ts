// Authorization: the API key of a request, and whether its access covers what a route needs (R45).
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Permission } from "@purser/contract";
import { type Caller, ProblemError } from "@purser/service";

/** Who a verified secret stands for now, null once it is revoked; asked anew for each request. */
export type Standing = () => Omit<Caller, "requestId"> | null;

/** What a secret stands for, or null when it is none of ours. */
export type Authenticate = (secret: string) => Standing | null;

const BEARER = /^bearer +([^\s]+)$/i;

function secretOf(headers: IncomingHttpHeaders): string {
  const key = headers["x-api-key"];
  if (typeof key === "string" && key !== "") return key;
  const secret = BEARER.exec(headers.authorization ?? "")?.[1];
  if (secret !== undefined) return secret;
  throw new ProblemError("Unauthenticated", "Send an API key: `Authorization: Bearer <key>` or `X-API-KEY: <key>`.");
}

interface Remembered {
  readonly authorization: string | undefined;
  readonly apiKey: string | string[] | undefined;
  readonly standing: Standing;
}

/**
 * What each connection was last verified with: the same headers again need no digest, which costs more than the rest of
 * a check's edge. Compared only with what the connection itself has sent, so how long it takes tells nobody anything.
 */
const remembered = new WeakMap<Socket, Remembered>();

function standingOf({ socket, headers }: IncomingMessage, authenticate: Authenticate): Standing {
  const { authorization } = headers;
  const apiKey = headers["x-api-key"];
  const last = remembered.get(socket);
  if (last !== undefined && last.authorization === authorization && last.apiKey === apiKey) return last.standing;
  const standing = authenticate(secretOf(headers));
  if (standing === null) throw new ProblemError("Unauthenticated", NO_KEY);
  remembered.set(socket, { authorization, apiKey, standing });
  return standing;
}

const NO_KEY = "The API key is unknown or revoked. Send a valid one.";

export function authorize(
  request: IncomingMessage,
  needs: { readonly permission: Permission; readonly requestId: string },
  authenticate: Authenticate,
): Caller {
  const caller = standingOf(request, authenticate)();
  if (caller === null) throw new ProblemError("Unauthenticated", NO_KEY);
  if (!covers(caller.access, needs.permission)) throw new ProblemError("Forbidden", adviceFor(needs.permission));
  const { environment, actor, access } = caller;
  return { environment, actor, access, requestId: needs.requestId };
}

const RANKS: Readonly<Record<Permission, number>> = { read: 1, full: 2, root: 3 };

const covers = (access: Permission, permission: Permission): boolean => RANKS[access] >= RANKS[permission];

const adviceFor = (permission: Permission): string =>
  permission === "root" ? "This is for the root key alone." : "This API key may only read and check. Send a full one.";
