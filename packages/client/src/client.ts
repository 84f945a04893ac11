// The client: every operation of the wire as a typed call; denials are answers, problems are thrown.
import type { Answer, OperationName, Problem, Request } from "@purser/contract";
import { CALLS } from "./calls.ts";
import { PurserProblem, PurserUnreachable } from "./problem.ts";
import { defaultTransport, type Transport, type WireAnswer, type WireRequest } from "./transport.ts";

export interface ClientOptions {
  /** Such as `http://127.0.0.1:7411`. */
  readonly baseUrl: string;
  /** Or a console token, for what it opens. */
  readonly apiKey: string;
  /**
   * How long a call may take; 10 seconds when left out. Calls that read the whole ledger (`verify`, `createBackup`) may
   * take an hour all the same; give them a `signal` to end them earlier.
   */
  readonly timeoutMs?: number;
  /** Another way to travel, for runtimes and tests. */
  readonly transport?: Transport;
}

type Arguments<Name extends OperationName> =
  Record<never, never> extends Request<Name>
    ? [input?: Request<Name>, options?: CallOptions]
    : [input: Request<Name>, options?: CallOptions];

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/**
 * Every operation under its name. Throws PurserProblem for what the server can't process and PurserUnreachable when no
 * answer came. Nothing is ever sent twice by itself.
 */
export type Client = {
  readonly [Name in OperationName]: (...given: Arguments<Name>) => Promise<Answer<Name>>;
} & {
  /** Closes the connections that are kept. */
  close(): Promise<void>;
};

const TIMEOUT_MS = 10_000;
/** Hundreds of millions of entries take minutes. */
const WHOLE_LEDGER_MS = 3_600_000;
const WHOLE_LEDGER: ReadonlySet<OperationName> = new Set<OperationName>(["verify", "createBackup"]);

type Flat = Readonly<Record<string, unknown>>;

export function createClient(options: ClientOptions): Client {
  const baseUrl = options.baseUrl.replace(/\/+$/, "");
  const transport = options.transport === undefined ? defaultTransport(baseUrl) : Promise.resolve(options.transport);
  const call = async (name: OperationName, input: Flat, given: CallOptions): Promise<unknown> => {
    const timeout = AbortSignal.timeout(WHOLE_LEDGER.has(name) ? WHOLE_LEDGER_MS : (options.timeoutMs ?? TIMEOUT_MS));
    const signal = given.signal === undefined ? timeout : AbortSignal.any([timeout, given.signal]);
    const request = { ...requestFor(name, name === "ingest" ? withKeys(input) : input), signal };
    const url = baseUrl + request.url;
    const headers = { ...request.headers, authorization: `Bearer ${options.apiKey}` };
    const carrier = await transport;
    const answer = await carrier.send({ ...request, url, headers }).catch((error: unknown) => {
      throw new PurserUnreachable(baseUrl, error);
    });
    return read(answer, baseUrl);
  };
  const names = Object.keys(CALLS) as OperationName[];
  const calls = names.map((name) => [name, (input: Flat = {}, given: CallOptions = {}) => call(name, input, given)]);
  const close = async (): Promise<void> => (await transport).close();
  return { ...Object.fromEntries(calls), close } as Client;
}

/** R19: a client always sends keys. The key of a correction is the caller's own to give (R23). */
function withKeys(input: Flat): Flat {
  if (!Array.isArray(input.events)) return input;
  const events = input.events.map((event: Flat) =>
    lacksKey(event) ? { ...event, idempotencyKey: crypto.randomUUID() } : event,
  );
  return { ...input, events };
}

const lacksKey = (event: Flat): boolean =>
  typeof event === "object" &&
  event !== null &&
  event.idempotencyKey === undefined &&
  event.correctsEntryId === undefined;

/** Fields that the path names go there; of the others reads make a query and writes a body. */
function requestFor(name: OperationName, input: Flat): Omit<WireRequest, "signal"> {
  const [method, template] = CALLS[name];
  const rest: Record<string, unknown> = { ...input };
  const path = template.replaceAll(/\{(\w+)\}/g, (_, field: string) => {
    const value = rest[field];
    delete rest[field];
    return pathPart(field, String(value));
  });
  const headers = { accept: "application/json" };
  if (method === "GET" || method === "DELETE") return { method, url: path + queryOf(rest), headers, body: null };
  return { method, url: path, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(rest) };
}

/** URLs take dot segments away and have no place for an empty part, so these never reach the server. */
function pathPart(field: string, value: string): string {
  if (value !== "" && value !== "." && value !== ".." && value.isWellFormed()) return encodeURIComponent(value);
  const detail = `/${field}: ${JSON.stringify(value)} is no id. Send 1 to 255 characters, and not "." or "..".`;
  const errors = [{ path: `/${field}`, code: "InvalidRequest" as const, message: detail }];
  const problem = {
    type: "urn:purser:problem:InvalidRequest",
    title: "The request is not valid",
    status: 400,
    requestId: "",
  };
  throw new PurserProblem(
    { ...problem, code: "InvalidRequest", detail, errors },
    { retryAfter: null, shouldRetry: null },
  );
}

function queryOf(fields: Flat): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

function read(answer: WireAnswer, baseUrl: string): unknown {
  if (answer.status === 204) return null;
  const body = parse(answer, baseUrl);
  if (answer.status < 400) return body;
  throw new PurserProblem(body as Problem, {
    retryAfter: answer.header("retry-after"),
    shouldRetry: answer.header("x-should-retry"),
  });
}

/** Something in between (a proxy, another server) may answer what isn't ours. */
function parse(answer: WireAnswer, baseUrl: string): unknown {
  const type = answer.header("content-type") ?? "";
  try {
    if (type.includes("json")) return JSON.parse(answer.text);
  } catch (error) {
    throw new PurserUnreachable(baseUrl, error);
  }
  throw new PurserUnreachable(baseUrl, new Error(`status ${answer.status} with ${type || "no"} content`));
}
