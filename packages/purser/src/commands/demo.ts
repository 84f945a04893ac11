// `purser demo`: a living enterprise on the embedded store, in a directory that is thrown away at the end.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@purser/client";
import { defineCommand } from "citty";
import closeWithGrace from "close-with-grace";
import { DEMO_CUSTOMER, furnishDemo } from "../demo-enterprise.ts";
import { startTraffic } from "../demo-traffic.ts";
import { settingsFrom } from "../effective-settings.ts";
import { type Server, startServer } from "../server.ts";
import { flagsFor } from "../settings.ts";
import { print, reportError } from "../terminal.ts";
import { DRAIN_MS } from "./serve.ts";

export const demo = defineCommand({
  meta: { name: "demo", description: "Run a small enterprise with traffic that goes on; nothing is kept afterwards" },
  args: {
    ...flagsFor(["host"]),
    port: { type: "string", description: "Port (default: any free one)" },
    json: { type: "boolean", description: "Print address and key as one line of JSON" },
  },
  run: async ({ args }) => {
    const data = await mkdtemp(join(tmpdir(), "purser-demo-"));
    try {
      const { settings } = settingsFrom({ flags: { ...args, data }, environment: demoEnvironment(), folder: data });
      const server = await startServer(settings);
      const key = server.madeKey ?? settings.apiKey ?? "";
      const client = createClient({ baseUrl: server.url, apiKey: key });
      await furnishDemo(client);
      const traffic = startTraffic(client);
      closeWithGrace({ delay: DRAIN_MS, logger: false }, async () => {
        await traffic.stop();
        await server.close();
        await rm(data, { recursive: true, force: true });
      });
      if (args.json) print(JSON.stringify({ url: server.url, key }));
      else tellDemo(server, key);
    } catch (error) {
      await rm(data, { recursive: true, force: true });
      process.exitCode = reportError(error);
    }
  },
});

/** Any free port unless told otherwise, and no settings file: a demo beside a server disturbs nothing. */
function demoEnvironment(): NodeJS.ProcessEnv {
  const { PURSER_CONFIG: _, ...environment } = process.env;
  return { ...environment, PURSER_PORT: environment.PURSER_PORT || "0" };
}

function tellDemo(server: Server, key: string): void {
  const curl = (path: string, body: unknown): string =>
    `curl -s ${server.url}${path} -H 'authorization: Bearer ${key}' -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
  print(`
Purser demo: Acme Corporation, 2 departments, 3 teams, 3 people, 4 agents, and calls that go on while you look.

  URL   ${server.url}
  Key   ${key}
  Docs  ${server.url}/docs

1. May the drafter spend 0.5 credits? It has 3 a month and is nearly through:
   ${curl(`/v1/customers/${DEMO_CUSTOMER}/check`, { capabilityId: "credits", requestedUsage: 0.5, dimensions: { agentId: "agent-drafter" } })}

2. The reviewer has 10 of its own, but its team has only 8: the answer names what binds, what is left, when to retry:
   ${curl(`/v1/customers/${DEMO_CUSTOMER}/check`, { capabilityId: "credits", requestedUsage: 4, dimensions: { agentId: "agent-reviewer" } })}

3. Report usage once; it counts at the agent, the team, the department and the organisation, and a repeat counts nothing:
   ${curl("/v1/ingest", { events: [{ customerId: DEMO_CUSTOMER, capabilityId: "credits", amount: 0.05, dimensions: { agentId: "agent-reviewer" }, idempotencyKey: "my-first-event" }] })}

Stop with Ctrl-C; nothing is kept.`);
}
