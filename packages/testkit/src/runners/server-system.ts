// A real server on a free port of the loopback, in a directory of its own, for the runners that speak HTTP.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "purser";
import { MovableClock } from "./movable-clock.ts";

export const ROOT_KEY = "root-key-of-a-test-that-is-long-enough";

export interface TestServer {
  readonly url: string;
  readonly clock: MovableClock;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startTestServer(clockMs: number): Promise<TestServer> {
  const data = await mkdtemp(join(tmpdir(), "purser-scenario-"));
  const clock = new MovableClock(clockMs);
  const settings = { host: "127.0.0.1", port: 0, data, apiKey: ROOT_KEY };
  const report = (error: unknown): void => console.error(error);
  let server = await startServer(settings, { clock, report });
  return {
    get url() {
      return server.url;
    },
    clock,
    restart: async () => {
      await server.close();
      server = await startServer(settings, { clock, report });
    },
    stop: async () => {
      await server.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}
