// Traces: a real collector's end of OTLP over HTTP gets a span for each request, in the caller's trace; off by default.
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { startServerProcess, withDirectory } from "@purser/testkit";
import { expect, test } from "vitest";

const KEY = "a-root-key-for-a-server-that-is-traced";
const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface Span {
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code?: number };
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}

interface Collector {
  readonly url: string;
  readonly spans: Span[];
  readonly resources: Record<string, unknown>[];
  close(): Promise<unknown>;
}

const valuesOf = (attributes: readonly Attribute[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

async function startCollector(status = 200): Promise<Collector> {
  const spans: Span[] = [];
  const resources: Record<string, unknown>[] = [];
  const server = createServer(async (request, answer) => {
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part;
    answer.writeHead(request.url === "/v1/traces" ? status : 404, { "content-type": "application/json" }).end("{}");
    if (status !== 200) return;
    for (const { resource, scopeSpans } of JSON.parse(body).resourceSpans) {
      resources.push(valuesOf(resource.attributes));
      for (const scope of scopeSpans) spans.push(...scope.spans);
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, spans, resources, close: () => new Promise((resolve) => server.close(resolve)) };
}

const HEADERS = { "x-api-key": KEY, "content-type": "application/json" };

async function speak(url: string, more: Record<string, string> = {}): Promise<void> {
  const send = (method: string, path: string, body: unknown): Promise<Response> =>
    fetch(url + path, { method, headers: { ...HEADERS, ...more }, body: JSON.stringify(body) });
  await send("PUT", "/v1/entity-types", {
    entityTypes: [{ id: "user", displayName: "U", attributionKeys: ["userId"] }],
  });
  await send("PUT", "/v1/capabilities", { capabilities: [{ id: "tokens", kind: "feature", displayName: "T" }] });
  await send("PUT", "/v1/customers/acme/entities", { entities: [{ id: "ada", entityTypeId: "user" }] });
  const assignments = [{ entityId: "ada", capabilityId: "tokens", cadence: "P1M", usageLimit: 10 }];
  await send("PUT", "/v1/customers/acme/assignments", { assignments });
  const dimensions = { userId: "ada", note: "a label that is nobody's business" };
  const used = { capabilityId: "tokens", dimensions };
  await send("POST", "/v1/customers/acme/check", { ...used, requestedUsage: 11 });
  const event = { customerId: "acme", ...used, amount: 1, idempotencyKey: "one" };
  await send("POST", "/v1/ingest", { events: [event, event, { ...event, customerId: "acme", amount: -1 }] });
  await send("POST", "/v1/customers/nobody/archive", {});
}

test("every request has a span in its caller's trace, with what came of it", { timeout: 60_000 }, () =>
  withDirectory(async (data) => {
    const collector = await startCollector();
    const words = ["--traces-endpoint", collector.url, "--traces-share", "0"];
    const server = await startServerProcess({ data, key: KEY, words });
    await speak(server.url, { traceparent: `00-${TRACE}-${PARENT}-01` });
    await fetch(`${server.url}/v1/capabilities`, { headers: HEADERS });
    expect(await server.end("SIGTERM")).toBe(0);
    await collector.close();
    expect(collector.spans).toHaveLength(7);
    for (const span of collector.spans) {
      expect(span).toMatchObject({ traceId: TRACE, parentSpanId: PARENT, kind: 2 });
      expect(BigInt(span.endTimeUnixNano)).toBeGreaterThan(BigInt(span.startTimeUnixNano));
    }
    const named = (name: string): Record<string, unknown> =>
      valuesOf(collector.spans.find((span) => span.name === name)?.attributes ?? []);
    expect(named("POST /v1/customers/{customerId}/check")).toMatchObject({
      "http.request.method": "POST",
      "http.route": "/v1/customers/{customerId}/check",
      "http.response.status_code": 200,
      "purser.operation": "check",
      "purser.request_id": expect.stringMatching(/^req_/),
      "purser.customer.id": "acme",
      "purser.capability.id": "tokens",
      "purser.is_granted": false,
      "purser.access_denied_reason": "RequestedUsageExceedsLimit",
      "purser.binding_entity.id": "ada",
    });
    expect(named("POST /v1/ingest")).toMatchObject({
      "purser.events": 3,
      "purser.accepted": 1,
      "purser.duplicate": 1,
      "purser.rejected": 1,
    });
    expect(named("POST /v1/customers/{customerId}/archive")).toMatchObject({
      "http.response.status_code": 404,
      "purser.problem": "CustomerNotFound",
    });
    expect(collector.resources[0]).toMatchObject({ "service.name": "purser" });
    const all = JSON.stringify(collector.spans);
    for (const secret of [KEY, "nobody's business", "note"]) expect(all).not.toContain(secret);
  }),
);

test("a collector that fails is told in the log and harms no request", { timeout: 60_000 }, () =>
  withDirectory(async (data) => {
    const collector = await startCollector(400);
    const server = await startServerProcess({ data, key: KEY, words: ["--traces-endpoint", collector.url] });
    const answer = await fetch(`${server.url}/v1/capabilities`, { headers: HEADERS });
    expect(answer.status).toBe(200);
    expect(await server.end("SIGTERM")).toBe(0);
    await collector.close();
    expect(server.errors()).toMatch(/"level":"(warn|error)".*"message":"tracing"/);
  }),
);

test(
  "without an endpoint nothing of OpenTelemetry but the interface that prom-client reads is loaded",
  { timeout: 60_000 },
  () =>
    withDirectory(async (data) => {
      const hook = join(data, "hook.mjs");
      const watch = `import { registerHooks } from "node:module";
      registerHooks({ resolve: (name, context, next) => {
        const found = next(name, context);
        if (found.url.includes("@opentelemetry/")) process.stderr.write("LOADED " + found.url + "\\n");
        return found;
      } });`;
      writeFileSync(hook, watch);
      const under = ["env", `NODE_OPTIONS=--import=${hook}`];
      const load = async (words: readonly string[]): Promise<string[]> => {
        const server = await startServerProcess({ data: join(data, "ledger"), key: KEY, under, words });
        expect(await server.end("SIGTERM")).toBe(0);
        return server
          .errors()
          .split("\n")
          .filter((line) => line.startsWith("LOADED") && !line.includes("telemetry/api/"));
      };
      expect(await load([])).toEqual([]);
      expect(await load(["--traces-endpoint", "http://127.0.0.1:9"])).not.toEqual([]);
    }),
);
