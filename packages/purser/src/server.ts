// A server: the embedded shape behind HTTP, with its first key, its metrics and an orderly end.
import { createApp, type RequestLog, type Trace } from "@purser/http";
import { type Clock, ensureRootKey } from "@purser/service";
import { Authentication } from "./authentication.ts";
import { type Embedded, openEmbedded } from "./embedded.ts";
import type { ServerSettings } from "./settings.ts";
import { VERSION } from "./version.ts";

export interface Server {
  readonly url: string;
  /** The root key when this start made it, else null: it is told once. */
  readonly madeKey: string | null;
  close(): Promise<void>;
}

export interface ServerHooks {
  readonly clock?: Clock;
  readonly onFailure?: (error: Error) => void;
  /** Told of every fault of our own, under the id of the request that met it. */
  readonly report?: (error: unknown, requestId: string) => void;
  /** Told of what the server does, by the words of docs/reference/operating.md: `migrated`, `recovered`, `listening`, `stopped`. */
  readonly tell?: (event: string, fields: Readonly<Record<string, unknown>>) => void;
  readonly requestLog?: RequestLog;
  readonly trace?: Trace;
}

export async function startServer(settings: ServerSettings, hooks: ServerHooks = {}): Promise<Server> {
  const embedded = await openEmbedded({ data: settings.data, ...hooks });
  const { engine } = embedded;
  const tell = hooks.tell ?? (() => {});
  tellFound(embedded, tell);
  const madeKey = await ensureRootKey(engine, { given: settings.apiKey, digest: embedded.digestKey });
  const authentication = new Authentication(engine, embedded.digestKey);
  let isReady = true;
  const app = createApp({
    operations: embedded.operations,
    authenticate: (secret) => authentication.authenticate(secret),
    ready: () => isReady,
    report: hooks.report ?? (() => {}),
    ...(hooks.requestLog === undefined ? {} : { requestLog: hooks.requestLog }),
    ...(hooks.trace === undefined ? {} : { trace: hooks.trace }),
    version: VERSION,
    gauges: () => ({
      ledgerHead: engine.queue.head,
      waitingEntries: engine.queue.waitingEntries,
      liveCounters: engine.counters.size,
      denialRecords: engine.denials.size,
    }),
  });
  const url = await app.listen({ host: settings.host, port: settings.port });
  tell("listening", { url });
  const close = async (): Promise<void> => {
    isReady = false;
    await app.close();
    await embedded.close();
    tell("stopped", { ledgerHead: engine.queue.head });
  };
  return { url, madeKey, close };
}

function tellFound({ found, engine }: Embedded, tell: NonNullable<ServerHooks["tell"]>): void {
  if (found.migrations.length > 0) tell("migrated", { migrations: found.migrations });
  if (found.recoveredPages > 0) tell("recovered", { pages: found.recoveredPages, ledgerHead: engine.queue.head });
}
