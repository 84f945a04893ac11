// `purser serve`: the embedded server until it is told to stop; a second signal, or 25 seconds, ends it at once.

import { defineCommand } from "citty";
import closeWithGrace from "close-with-grace";
import { settingsFrom } from "../effective-settings.ts";
import { type Log, openLog, requestLogOf } from "../log.ts";
import { type ServerHooks, startServer } from "../server.ts";
import { flagsFor, SETTING_NAMES, type Settings, SettingsError } from "../settings.ts";
import { EXIT, print, reportError } from "../terminal.ts";
import { VERSION } from "../version.ts";

export const DRAIN_MS = 25_000;

export const settingArguments = {
  config: { type: "string", description: "Settings file (PURSER_CONFIG, default purser.yaml if there is one)" },
  ...flagsFor(SETTING_NAMES),
} as const;

export const serve = defineCommand({
  meta: {
    name: "serve",
    description:
      "Run the server on one directory. PURSER_API_KEY (32 characters or more) sets the root key; else one is made and printed once.",
  },
  args: { ...settingArguments, json: { type: "boolean", description: "Print address and key as one line of JSON" } },
  run: async ({ args }) => {
    try {
      const reading = settingsFrom({ flags: args, environment: process.env, folder: process.cwd() });
      const { settings } = reading;
      const log = openLog(settings);
      const { data } = settings;
      log.info(
        { version: VERSION, node: process.version, pid: process.pid, data, settingsFile: reading.file },
        "start",
      );
      for (const warning of reading.warnings) log.warn({ warning }, "settings");
      const tracing = await tracingFor(settings, log);
      const server = await startServer(settings, { ...hooksFor(log, settings), ...tracing.hooks });
      closeWithGrace({ delay: DRAIN_MS, logger: false }, async ({ signal, err }) => {
        if (err === undefined) log.info({ signal }, "shutdown");
        else log.error({ error: err }, "shutdown");
        await server.close();
        await tracing.close();
      });
      if (args.json) print(JSON.stringify({ url: server.url, key: server.madeKey, data }));
      else tellStart(server.url, server.madeKey, data);
    } catch (error) {
      process.exitCode = reportError(error);
    }
  },
});

function hooksFor(log: Log, { logLevel }: Settings): ServerHooks {
  return {
    report: (error, requestId) => log.error({ error, requestId }, "fault"),
    tell: (event, fields) => log.info(fields, event),
    requestLog: requestLogOf(log, logLevel === "debug"),
    onFailure: (error) => {
      log.error({ error }, "ledgerClosed");
      process.stderr.write(
        `The ledger is closed: ${error.message}\nNothing more can be written. Mend the disk and start again.\n`,
      );
      process.exit(EXIT.problem);
    },
  };
}

interface Tracing {
  readonly hooks: Pick<ServerHooks, "trace">;
  close(): Promise<void>;
}

/** OpenTelemetry is loaded here or not at all: reading it takes 0.1 s. */
async function tracingFor({ tracesEndpoint, tracesShare }: Settings, log: Log): Promise<Tracing> {
  if (tracesEndpoint === null) return { hooks: {}, close: () => Promise.resolve() };
  const { openTracing } = await import("../tracing.ts").catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    throw new SettingsError(`To send traces, install beside purser: npm install ${TRACING_PACKAGES.join(" ")}`);
  });
  const { trace, close } = openTracing({ endpoint: tracesEndpoint, share: tracesShare, log });
  log.info({ endpoint: tracesEndpoint, share: tracesShare }, "tracing");
  return { hooks: { trace }, close };
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";

const TRACING_PACKAGES = ["core", "resources", "sdk-trace", "exporter-trace-otlp-http"].map(
  (name) => `@opentelemetry/${name}`,
);

function tellStart(url: string, key: string | null, data: string): void {
  print(`Purser answers at ${url}`);
  print(`Ledger in ${data}`);
  if (key === null) print("Root key: the one that you gave or that the first start printed.");
  else print(`Root key, shown this once: ${key}`);
  print(`Routes at ${url}/docs`);
}
