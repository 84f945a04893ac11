// The app: every operation of the route table behind HTTP, and nothing else; routes only translate.
import type { Socket } from "node:net";
import {
  BODY_BYTES_MAX,
  GOVERNANCE_BODY_BYTES_MAX,
  HEADERS_BYTES_MAX,
  ID_LENGTH_MAX,
  type OperationName,
  parseInput,
  ROUTES,
  URL_LENGTH_MAX,
} from "@purser/contract";
import { answerProblem, type Caller, type Operations, ProblemError } from "@purser/service";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { authorize } from "./authorization.ts";
import { parseJsonBody } from "./json-body.ts";
import { type Gauges, Metrics } from "./metrics.ts";
import { addOpenRoutes, type OpenParts } from "./open-routes.ts";
import { replyOf } from "./problem-reply.ts";
import { refusalOf } from "./refusal.ts";
import { makeRequestIds } from "./request-id.ts";

export interface AppParts extends OpenParts {
  readonly operations: Operations;
  gauges(): Gauges;
  /** Told of every fault of our own (500), under the request's id. */
  report(error: unknown, requestId: string): void;
}

/** Four bytes to a code point, three characters to an encoded byte. */
const PARAM_LENGTH_MAX = ID_LENGTH_MAX * 12;
/** A sender that needs longer for 1 MiB holds a connection for nothing. */
const REQUEST_MS_MAX = 30_000;
/** Longer than balancers keep idle connections, so that they close first. */
const KEEP_ALIVE_MS = 65_000;

export function createApp(parts: AppParts): FastifyInstance {
  const makeRequestId = makeRequestIds();
  const app = Fastify({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
    return503OnClosing: false,
    forceCloseConnections: "idle",
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX, ignoreTrailingSlash: false },
    http: { maxHeaderSize: HEADERS_BYTES_MAX + URL_LENGTH_MAX },
    genReqId: makeRequestId,
    clientErrorHandler: (error, socket) => refuseConnection(error, socket, makeRequestId()),
    frameworkErrors: (error, request, reply) => {
      sendProblem(parts, error, { request, reply: reply as FastifyReply });
    },
  });
  const metrics = new Metrics(() => parts.gauges());
  readBodies(app);
  // Fastify would send what a handler of errors returns.
  app.setErrorHandler((error, request, reply) => {
    sendProblem(parts, error, { request, reply });
  });
  app.setNotFoundHandler((request, reply) => {
    sendProblem(parts, notRouted(request), { request, reply });
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
  const operation = parts.operations[name] as (caller: Caller, input: unknown) => Promise<unknown>;
  const refuse = (error: unknown, on: Exchange): void => {
    meter(sendProblem(parts, error, on), on.reply.elapsedTime / 1_000);
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
        operation(...asked(parts, name, request)).then(
          (answer) => meter(sendAnswer(reply, request.id, answer), reply.elapsedTime / 1_000),
          (error: unknown) => refuse(error, on),
        );
      } catch (error) {
        refuse(error, on);
      }
    },
  });
}

/** Who asks, and for what. */
function asked(parts: AppParts, name: OperationName, request: FastifyRequest): [Caller, unknown] {
  if (request.url.length > URL_LENGTH_MAX) throw addressTooLong();
  const { permission } = ROUTES[name];
  const caller = authorize(request.raw, { permission, requestId: request.id }, parts.authenticate);
  judgeAccept(request);
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

function judgeAccept({ headers: { accept } }: FastifyRequest): void {
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

function sendProblem(parts: AppParts, error: unknown, on: Exchange): number {
  const { request, reply } = on;
  const problem = answerProblem(refusalOf(error), request.id);
  if (problem.status === 500) parts.report(error, request.id);
  const { status, headers, body } = replyOf(problem);
  reply.code(status).headers(headers).send(body);
  return status;
}

/** A request that Node's parser gave up on has no reply: the problem is written to its connection. */
function refuseConnection(error: Error, socket: Socket, requestId: string): void {
  if (!socket.writable || ("code" in error && error.code === "ECONNRESET")) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = replyOf(answerProblem(refusalOf(error), requestId));
  const lines = Object.entries({ ...headers, "content-length": String(Buffer.byteLength(body)), connection: "close" });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.end(`HTTP/1.1 ${status} Refused\r\n${head}\r\n${body}`);
}
