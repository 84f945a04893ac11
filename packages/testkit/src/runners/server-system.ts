// Real servers on free ports of the loopback, each in a directory of its own, for the runners that speak HTTP.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createClient } from "@purser/client";
import { startServer } from "purser";
import type { Scenario } from "../scenario.ts";
import { MovableClock } from "./movable-clock.ts";
import { holdsAmounts, needsOwnInstallation } from "./scenario-needs.ts";

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

/** Longer than from one sweep to the next. */
const SWEPT_MS = 350;

/** A server looks for expired holds by itself, some times a second. */
export async function setServerClock({ clock }: TestServer, scenario: Scenario, ms: number): Promise<void> {
  clock.set(ms);
  if (holdsAmounts(scenario)) await setTimeout(SWEPT_MS);
}

/** A server as one scenario sees it. */
export interface ScenarioServer extends TestServer {
  readonly key: string;
}

export class ScenarioServers {
  #shared: Promise<TestServer> | null = null;
  #environments = 0;

  async start(clockMs: number, scenario: Scenario): Promise<ScenarioServer> {
    if (needsOwnInstallation(scenario)) return Object.assign(await startTestServer(clockMs), { key: ROOT_KEY });
    this.#shared ??= startTestServer(clockMs);
    const server = await this.#shared;
    server.clock.set(clockMs);
    const key = await this.#newEnvironment(server.url);
    const { url, clock, restart } = server;
    return { url, clock, restart, key, stop: async () => {} };
  }

  async stop(): Promise<void> {
    await (await this.#shared)?.stop();
  }

  async #newEnvironment(url: string): Promise<string> {
    this.#environments += 1;
    const client = createClient({ baseUrl: url, apiKey: ROOT_KEY });
    const { id } = await client.upsertEnvironment({ id: `scenario-${this.#environments}` });
    const { secret } = await client.createApiKey({ displayName: "scenario", access: "full", environmentId: id });
    await client.close();
    return secret;
  }
}
