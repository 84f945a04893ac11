// What is answered beside the operations: life signs, metrics, the document and its page (R45: open, but for metrics).
import { openApiDocument, type Permission } from "@purser/contract";
import apiReference from "@scalar/fastify-api-reference";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Authenticate, authorize } from "./authorization.ts";
import type { Metrics } from "./metrics.ts";

export interface OpenParts {
  readonly version: string;
  readonly authenticate: Authenticate;
  ready(): boolean;
}

const METRICS: Permission = { key: "read", token: null };
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

export function addOpenRoutes(app: FastifyInstance, parts: OpenParts, metrics: Metrics): void {
  app.register((open, _, done) => {
    addRoutes(open, parts, metrics);
    done();
  });
}

function addRoutes(app: FastifyInstance, parts: OpenParts, metrics: Metrics): void {
  const document = JSON.stringify(openApiDocument(parts.version));
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    done();
  });
  app.get("/healthz", () => ({ status: "ok" }));
  app.get("/readyz", (_, reply) => {
    const isReady = parts.ready();
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? "ready" : "not ready" });
  });
  app.get("/openapi.json", (_, reply) => reply.type("application/json; charset=utf-8").send(document));
  app.get("/metrics", async (request, reply) => {
    await judgeMetrics(request, parts.authenticate);
    return reply.type(metrics.contentType).send(await metrics.text());
  });
  app.register(apiReference, {
    routePrefix: "/docs",
    configuration: { url: "/openapi.json", withDefaultFonts: false, telemetry: false },
  });
}

async function judgeMetrics(request: FastifyRequest, authenticate: Authenticate): Promise<void> {
  if (LOOPBACK.test(request.ip)) return;
  await authorize(request.raw, { permission: METRICS, requestId: request.id }, authenticate);
}
