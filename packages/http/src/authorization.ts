// Authorization: the API key or console token of a request, and whether it may what a route needs (R45, page 5).
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Permission } from "@purser/contract";
import { type Caller, ProblemError, requirePermission, type Standing } from "@purser/service";

/** What a secret stands for, or null when it is none of ours; a token that is seen for the first time takes a moment. */
export type Authenticate = (secret: string) => Standing | null | Promise<Standing | null>;

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

function standingOf(request: IncomingMessage, authenticate: Authenticate): Standing | Promise<Standing> {
  const { authorization } = request.headers;
  const apiKey = request.headers["x-api-key"];
  const last = remembered.get(request.socket);
  if (last !== undefined && last.authorization === authorization && last.apiKey === apiKey) return last.standing;
  const found = authenticate(secretOf(request.headers));
  const remember = (standing: Standing | null): Standing => {
    if (standing === null) throw new ProblemError("Unauthenticated", NO_KEY);
    remembered.set(request.socket, { authorization, apiKey, standing });
    return standing;
  };
  return found instanceof Promise ? found.then(remember) : remember(found);
}

const NO_KEY = "The API key or console token is unknown, revoked or expired. Send a valid one.";

interface Need {
  readonly permission: Permission;
  readonly requestId: string;
}

/** Answers at once, but for a console token that is seen for the first time. */
export function authorize(request: IncomingMessage, need: Need, authenticate: Authenticate): Caller | Promise<Caller> {
  const standing = standingOf(request, authenticate);
  return standing instanceof Promise ? standing.then((found) => permitted(found, need)) : permitted(standing, need);
}

function permitted(standing: Standing, { permission, requestId }: Need): Caller {
  const caller = standing();
  if (caller === null) throw new ProblemError("Unauthenticated", NO_KEY);
  requirePermission(caller, permission);
  const { environment, actor, access, keyId, token } = caller;
  return { environment, actor, access, keyId, token, requestId };
}
