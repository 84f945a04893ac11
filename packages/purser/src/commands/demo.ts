// `purser demo`: a living enterprise on the embedded store, in a directory that is thrown away at the end.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@purser/client";
import { defineCommand } from "citty";
import closeWithGrace from "close-with-grace";
import { furnish } from "../demo/budgets.ts";
import { sendHistory } from "../demo/history.ts";
import { organisation } from "../demo/organisation.ts";
import { firstScreen, stoppedLine } from "../demo/screen.ts";
import { startTraffic } from "../demo/traffic.ts";
import { settingsFrom } from "../effective-settings.ts";
import { startServer } from "../server.ts";
import { flagsFor } from "../settings.ts";
import { print, reportError } from "../terminal.ts";
import { DRAIN_MS } from "./serve.ts";

export const demo = defineCommand({
  meta: { name: "demo", description: "Run an enterprise of 500 people with traffic that goes on; nothing is kept" },
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
      const acme = organisation();
      await furnish(client, acme);
      const events = await sendHistory(client, acme, Date.now());
      const traffic = startTraffic(client, acme, (stop) => {
        if (!args.json) print(stoppedLine(stop, new Date()));
      });
      closeWithGrace({ delay: DRAIN_MS, logger: false }, async () => {
        await traffic.stop();
        await server.close();
        await rm(data, { recursive: true, force: true });
      });
      if (args.json) print(JSON.stringify({ url: server.url, key }));
      else print(await firstScreen({ client, url: server.url, key, acme, events }));
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
