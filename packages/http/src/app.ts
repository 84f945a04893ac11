// The app: every operation of the route table behind HTTP, and nothing else; routes only translate.
import type { IncomingMessage } from "node:http";
import {
  BODY_BYTES_MAX,
  GOVERNANCE_BODY_BYTES_MAX,
  HEADERS_BYTES_MAX,
  ID_LENGTH_MAX,
  type OperationName,
  type Problem,
  parseInput,
  ROUTES,
  URL_LENGTH_MAX,
} from "@purser/contract";
import { answerProblem, type Caller, type Operations, ProblemError } from "@purser/service";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { noteArrival, sinceArrival } from "./arrival.ts";
import { authorize } from "./authorization.ts";
import { refuseConnection } from "./connection-refusal.ts";
import { parseJsonBody } from "./json-body.ts";
import { type Gauges, Metrics, type Totals } from "./metrics.ts";
import { addOpenRoutes, type OpenParts } from "./open-routes.ts";
import { replyOf } from "./problem-reply.ts";
import { refusalOf } from "./refusal.ts";
import { type AnsweredRequest, NO_REQUEST_LOG, type RequestLog } from "./request-log.ts";
import type { Trace } from "./trace.ts";

export interface AppParts extends OpenParts {
  readonly operations: Operations;
  makeRequestId(this: void): string;
  gauges(): Gauges;
  totals(): Totals;
  /** Told of every fault of our own (500), under the request's id. */
  report(error: unknown, requestId: string): void;
  readonly requestLog?: RequestLog;
  readonly trace?: Trace;
}

/** Four bytes to a code point, three characters to an encoded byte. */
const PARAM_LENGTH_MAX = ID_LENGTH_MAX * 12;
/** A sender that needs longer for 1 MiB holds a connection for nothing. */
const REQUEST_MS_MAX = 30_000;
/** Longer than balancers keep idle connections, so that they close first. */
const KEEP_ALIVE_MS = 65_000;

export function createApp(parts: AppParts): FastifyInstance {
  const { makeRequestId } = parts;
  const app = Fastify({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
    return503OnClosing: false,
    forceCloseConnections: "idle",
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX, ignoreTrailingSlash: false },
    // Node would refuse a missing host without a word.
    http: { maxHeaderSize: HEADERS_BYTES_MAX + URL_LENGTH_MAX, requireHostHeader: false },
    genReqId: (request) => {
      noteArrival(request as IncomingMessage);
      return makeRequestId();
    },
    clientErrorHandler: (error, socket) => refuseConnection(error, socket, makeRequestId()),
    frameworkErrors: (error, request, reply) => {
      refuseUnrouted(parts, error, { request, reply: reply as FastifyReply });
    },
  });
  // An expectation that we don't know is passed over (RFC 9110, 10.1.1); Node would refuse it without a word.
  app.server.on("checkExpectation", (request, response) => app.server.emit("request", request, response));
  const metrics = new Metrics(
    () => parts.gauges(),
    () => parts.totals(),
  );
  readBodies(app);
  // Fastify would send what a handler of errors returns.
  app.setErrorHandler((error, request, reply) => {
    refuseUnrouted(parts, error, { request, reply });
  });
  app.setNotFoundHandler((request, reply) => {
    refuseUnrouted(parts, notRouted(request), { request, reply });
  });
  addOpenRoutes(app, parts, metrics);
  for (const name of Object.keys(ROUTES) as OperationName[]) addOperation(app, parts, { name, metrics });
  return app;
}

function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    try {
      judgeEncoding(request);
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

function judgeEncoding(request: FastifyRequest): void {
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (encoding === "identity" && request.headers["content-type"] === "application/json") return;
  const charset = /charset="?([^";\s]+)/i.exec(request.headers["content-type"] ?? "")?.[1] ?? "utf-8";
  if (encoding === "identity" && /^utf-?8$/i.test(charset)) return;
  throw new ProblemError("UnsupportedMediaType", "Send the body as plain UTF-8 JSON, without content-encoding.");
}

function addOperation(app: FastifyInstance, parts: AppParts, of: { name: OperationName; metrics: Metrics }): void {
  const { name, metrics } = of;
  const { method, template } = ROUTES[name];
  const meter = metrics.meter(name);
  const run = runnerOf(parts, name);
  const { fromStatus } = parts.requestLog ?? NO_REQUEST_LOG;
  const settle = (status: number, on: Exchange, problem: Problem | null): void => {
    meter(status, sinceArrival(on.request.raw) / 1_000);
    if (status >= fromStatus) tell(parts, on, { status, operation: name, problem: problem?.code ?? null });
  };
  const refuse = (error: unknown, on: Exchange): void => {
    const problem = sendProblem(parts, error, on);
    settle(problem.status, on, problem);
  };
  const answering = (request: FastifyRequest): Promise<unknown> => {
    const caller = askedBy(parts, name, request);
    // Only a console token that is seen for the first time is waited for.
    if (caller instanceof Promise) return caller.then((found) => run(asked(name, request, found), request));
    return run(asked(name, request, caller), request);
  };
  app.route({
    method,
    bodyLimit: name === "applyGovernance" ? GOVERNANCE_BODY_BYTES_MAX : BODY_BYTES_MAX,
    url: template.replaceAll(/\{(\w+)\}/g, ":$1"),
    errorHandler: (error, request, reply) => refuse(error, { request, reply }),
    // Not async, and nothing is returned: Fastify would wrap and await it, the answer is written here.
    handler: (request, reply) => {
      const on = { request, reply };
      try {
        answering(request).then(
          (answer) => settle(sendAnswer(reply, request.id, answer), on, null),
          (error: unknown) => refuse(error, on),
        );
      } catch (error) {
        refuse(error, on);
      }
    },
  });
}

type Run = (asked: readonly [Caller, unknown], request: FastifyRequest) => Promise<unknown>;

function runnerOf({ operations, trace }: AppParts, name: OperationName): Run {
  const operation = operations[name] as (caller: Caller, input: unknown) => Promise<unknown>;
  if (trace === undefined) return ([caller, input]) => operation(caller, input);
  return ([caller, input], { id, headers }) =>
    trace({ operation: name, requestId: id, headers, input }, () => operation(caller, input));
}

function askedBy(parts: AppParts, name: OperationName, request: FastifyRequest): Caller | Promise<Caller> {
  if (request.url.length > URL_LENGTH_MAX) throw addressTooLong();
  return authorize(request.raw, { permission: ROUTES[name].permission, requestId: request.id }, parts.authenticate);
}

/** Who asks, and for what. */
function asked(name: OperationName, request: FastifyRequest, caller: Caller): [Caller, unknown] {
  judgeHeaders(request.raw);
  const parsed = parseInput(name, {
    path: request.params as Record<string, unknown>,
    query: request.query as Record<string, unknown>,
    body: request.body ?? NO_BODY,
  });
  if (parsed.ok) return [caller, parsed.value];
  throw new ProblemError(parsed.problem.code, parsed.problem.detail, parsed.problem.errors);
}

/** Written to Node's own response: nothing hooks into answers, and Fastify's way of asking whether costs 2 µs (measured). */
function sendAnswer(reply: FastifyReply, requestId: string, answer: unknown): number {
  if (answer === null) {
    reply.code(204).header("x-request-id", requestId).send();
    return 204;
  }
  reply.hijack();
  const text = JSON.stringify(answer);
  const length = Buffer.byteLength(text);
  reply.raw.writeHead(200, { "content-type": JSON_TYPE, "content-length": length, "x-request-id": requestId });
  // As many bytes as characters: all are ASCII, which needs no translation.
  reply.raw.end(text, length === text.length ? "latin1" : "utf8");
  return 200;
}

const JSON_TYPE = "application/json; charset=utf-8";

/** A request without a body says nothing, which some operations take. */
const NO_BODY: Readonly<Record<string, unknown>> = Object.freeze({});

const addressTooLong = (): ProblemError =>
  new ProblemError("UriTooLong", `The address has more than ${URL_LENGTH_MAX} characters.`);

const ACCEPTED = /\*\/\*|application\/(\*|json|problem\+json)/i;

function judgeHeaders({ headers: { accept, host }, httpVersion }: IncomingMessage): void {
  if (host === undefined && httpVersion === "1.1") {
    throw new ProblemError("InvalidRequest", "A request of HTTP/1.1 names its host. Send the header host.");
  }
  if (accept === undefined || ACCEPTED.test(accept)) return;
  throw new ProblemError("NotAcceptable", "Answers are JSON. Send accept: application/json, or leave it out.");
}

const TEMPLATES = Object.values(ROUTES).map(({ method, template }) => ({
  method,
  pattern: new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
}));

function notRouted(request: FastifyRequest): ProblemError {
  if (request.url.length > URL_LENGTH_MAX) return addressTooLong();
  const path = request.url.split("?", 1)[0] ?? "";
  const methods = TEMPLATES.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  if (methods.length === 0) return new ProblemError("NotFound", `Nothing is at ${path}. /docs lists what there is.`);
  return new ProblemError("MethodNotAllowed", `${path} answers ${methods.join(", ")}.`);
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

function refuseUnrouted(parts: AppParts, error: unknown, on: Exchange): void {
  const { status, code } = sendProblem(parts, error, on);
  const { fromStatus } = parts.requestLog ?? NO_REQUEST_LOG;
  if (status >= fromStatus) tell(parts, on, { status, operation: null, problem: code });
}

type Outcome = Pick<AnsweredRequest, "status" | "operation" | "problem">;

function tell(parts: AppParts, { request }: Exchange, outcome: Outcome): void {
  const { id: requestId, method } = request;
  parts.requestLog?.tell({ requestId, method, durationMs: sinceArrival(request.raw), ...outcome });
}

function sendProblem(parts: AppParts, error: unknown, on: Exchange): Problem {
  const { request, reply } = on;
  const problem = answerProblem(refusalOf(error), request.id);
  if (problem.status === 500) parts.report(error, request.id);
  const { status, headers, body } = replyOf(problem);
  // Fastify would close the connection of a bad body: who is still sending a large one would never read why it is refused.
  // Node reads the rest and drops it, for REQUEST_MS_MAX at most.
  reply.removeHeader("connection");
  reply.code(status).headers(headers).send(body);
  return problem;
}
