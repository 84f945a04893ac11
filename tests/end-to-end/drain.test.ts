// SIGTERM: what has begun is answered, what is answered is durable, then the server ends with 0.
import { request } from "node:http";
import { startServerProcess, withDirectory } from "@purser/testkit";
import { expect, test } from "vitest";

const KEY = "a-root-key-for-a-server-that-drains";
const PAUSE_MS = 300;

test("a request whose body is still under way when SIGTERM comes is answered", { timeout: 60_000 }, () =>
  withDirectory(async (data) => {
    const server = await startServerProcess({ data, key: KEY });
    const body = JSON.stringify({ capabilities: [{ id: "tokens", kind: "feature", displayName: "Tokens" }] });
    const headers = { "x-api-key": KEY, "content-type": "application/json", "content-length": String(body.length) };
    let ended: Promise<number | null> | null = null;
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request(`${server.url}/v1/capabilities`, { method: "PUT", headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sending.once("error", reject);
      sending.write(body.slice(0, 10));
      setTimeout(() => {
        ended = server.end("SIGTERM");
      }, PAUSE_MS);
      setTimeout(() => sending.end(body.slice(10)), 2 * PAUSE_MS);
    });
    expect(status).toBe(200);
    expect(await ended).toBe(0);
    const again = await startServerProcess({ data, key: KEY });
    const answer = await fetch(`${again.url}/v1/capabilities`, { headers: { "x-api-key": KEY } });
    expect(await answer.json()).toMatchObject({ data: [{ id: "tokens" }] });
    expect(await again.end("SIGTERM")).toBe(0);
  }),
);
