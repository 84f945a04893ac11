// `purser serve`: the embedded server until it is told to stop; a second signal, or 25 seconds, ends it at once.

import { defineCommand } from "citty";
import closeWithGrace from "close-with-grace";
import pino from "pino";
import { startServer } from "../server.ts";
import { serverSettings } from "../settings.ts";
import { EXIT, print, reportError } from "../terminal.ts";

/** Lines of JSON on standard error, so that standard output stays what people and scripts read. */
const log = pino({ base: null, serializers: { error: pino.stdSerializers.err } }, pino.destination(2));

export const DRAIN_MS = 25_000;

export const serverArguments = {
  host: { type: "string", description: "Address to listen on (PURSER_HOST, default 127.0.0.1)" },
  port: { type: "string", description: "Port, 0 for any free one (PURSER_PORT, default 7411)" },
  data: { type: "string", description: "Directory of the ledger, made if missing (PURSER_DATA, default .purser)" },
  json: { type: "boolean", description: "Print address and key as one line of JSON" },
} as const;

export const serve = defineCommand({
  meta: {
    name: "serve",
    description:
      "Run the server on one directory. PURSER_API_KEY (32 characters or more) sets the root key; else one is made and printed once.",
  },
  args: serverArguments,
  run: async ({ args }) => {
    try {
      const settings = serverSettings(args, process.env);
      const server = await startServer(settings, {
        report: (error, requestId) => log.error({ error, requestId }, "a fault inside Purser"),
        onFailure: (error) => {
          process.stderr.write(
            `The ledger is closed: ${error.message}\nNothing more can be written. Mend the disk and start again.\n`,
          );
          process.exit(EXIT.problem);
        },
      });
      closeWithGrace({ delay: DRAIN_MS, logger: false }, () => server.close());
      if (args.json) print(JSON.stringify({ url: server.url, key: server.madeKey, data: settings.data }));
      else tellStart(server.url, server.madeKey, settings.data);
    } catch (error) {
      process.exitCode = reportError(error);
    }
  },
});

function tellStart(url: string, key: string | null, data: string): void {
  print(`Purser answers at ${url}`);
  print(`Ledger in ${data}`);
  if (key === null) print("Root key: the one that you gave or that the first start printed.");
  else print(`Root key, shown this once: ${key}`);
  print(`Routes at ${url}/docs`);
}
