// The log: one line of JSON to an event on standard error, a life told from start to end, and never a secret in it.
import { request } from "node:http";
import { type ServerProcess, startServerProcess, withDirectory } from "@purser/testkit";
import { expect, test } from "vitest";

const KEY = "a-root-key-that-no-line-of-the-log-shows";
const SECRETS = [KEY, "text-of-a-body", "text-of-an-address", "text-of-a-header"];

interface Line {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

const linesOf = (server: ServerProcess): Line[] =>
  server
    .errors()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

async function speak(url: string): Promise<void> {
  const headers = { "x-api-key": KEY, "content-type": "application/json", "x-other": "text-of-a-header" };
  const send = (path: string, method: string, body: string | null): Promise<Response> =>
    fetch(url + path, { method, headers, body });
  const capability = { id: "tokens", kind: "feature", displayName: "text-of-a-body" };
  expect((await send("/v1/capabilities", "PUT", JSON.stringify({ capabilities: [capability] }))).status).toBe(200);
  expect((await send("/v1/capabilities", "PUT", '{"text-of-a-body":1}')).status).toBe(400);
  expect((await send("/v1/text-of-an-address?key=text-of-an-address", "GET", null)).status).toBe(404);
  expect((await fetch(`${url}/v1/capabilities`, { headers: { authorization: `Bearer ${KEY}x` } })).status).toBe(401);
  const made = await send("/v1/api-keys", "POST", JSON.stringify({ displayName: "reader", access: "read" }));
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const [, seconds] = /purser_http_request_seconds_sum\{operation="upsertCapabilities"\} (\S+)/.exec(metrics) ?? [];
  expect(Number(seconds)).toBeGreaterThan(0);
  SECRETS.push(((await made.json()) as { secret: string }).secret);
}

test(
  "a server's life at debug: every request with its id, no secret, and what a kill left behind",
  () =>
    withDirectory(async (data) => {
      const server = await startServerProcess({ data, key: KEY, words: ["--log-level", "debug"] });
      await speak(server.url);
      await expect.poll(() => server.errors(), { timeout: 20_000 }).toContain("createApiKey");
      await server.end("SIGKILL");
      const lines = linesOf(server);
      for (const { time } of lines) expect(new Date(time).toISOString()).toBe(time);
      expect(lines.map(({ message }) => message)).toEqual([
        "start",
        "migrated",
        "listening",
        ...Array.from({ length: 5 }, () => "request"),
      ]);
      expect(lines[0]).toMatchObject({ level: "info", version: expect.any(String), data });
      expect(lines[2]).toMatchObject({ url: server.url });
      const requests = lines.filter(({ message }) => message === "request");
      expect(requests.map(({ operation, status, problem }) => [operation, status, problem])).toEqual([
        ["upsertCapabilities", 200, null],
        ["upsertCapabilities", 400, "InvalidRequest"],
        [null, 404, "NotFound"],
        ["listCapabilities", 401, "Unauthenticated"],
        ["createApiKey", 200, null],
      ]);
      for (const line of requests) {
        expect(line).toMatchObject({
          level: "debug",
          requestId: expect.stringMatching(/^req_/),
          method: expect.any(String),
        });
        expect(line.durationMs).toBeGreaterThan(0);
      }
      for (const secret of SECRETS) expect(server.errors()).not.toContain(secret);

      const again = await startServerProcess({ data, key: KEY });
      await speak(again.url);
      expect(await again.end("SIGTERM")).toBe(0);
      const told = linesOf(again);
      expect(told.map(({ message }) => message)).toEqual(["start", "recovered", "listening", "shutdown", "stopped"]);
      expect(told[1]?.pages).toBeGreaterThan(0);
      expect(told[3]).toMatchObject({ signal: "SIGTERM" });
      const third = await startServerProcess({ data, key: KEY });
      expect(await third.end("SIGTERM")).toBe(0);
      expect(linesOf(third).map(({ message }) => message)).not.toContain("recovered");
    }),
  120_000,
);

test(
  "as text, and at a level that tells nothing of an ordinary life",
  () =>
    withDirectory(async (data) => {
      const words = ["--log-format", "text"];
      const server = await startServerProcess({ data, key: KEY, words });
      expect(await server.end("SIGTERM")).toBe(0);
      expect(server.errors()).toMatch(/^\S+Z info start version=\S+ node=\S+ pid=\d+ data=\S+/);
      expect(server.errors()).toContain(` info listening url=${server.url}\n`);
      const quiet = await startServerProcess({ data, key: KEY, words: ["--log-level", "warn"] });
      const closed = new Promise((resolve) => request(`${quiet.url}/healthz`, resolve).end());
      await closed;
      expect(await quiet.end("SIGTERM")).toBe(0);
      expect(quiet.errors()).toBe("");
    }),
  120_000,
);
