// A server: the embedded shape behind HTTP, with its first key, its metrics and an orderly end.
import { createApp } from "@purser/http";
import { type Clock, ensureRootKey } from "@purser/service";
import { Authentication } from "./authentication.ts";
import { openEmbedded } from "./embedded.ts";
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
}

export async function startServer(settings: ServerSettings, hooks: ServerHooks = {}): Promise<Server> {
  const embedded = await openEmbedded({ data: settings.data, ...hooks });
  const { engine } = embedded;
  const madeKey = await ensureRootKey(engine, { given: settings.apiKey, digest: embedded.digestKey });
  const authentication = new Authentication(engine, embedded.digestKey);
  let isReady = true;
  const app = createApp({
    operations: embedded.operations,
    authenticate: (secret) => authentication.authenticate(secret),
    ready: () => isReady,
    report: hooks.report ?? (() => {}),
    version: VERSION,
    gauges: () => ({
      ledgerHead: engine.queue.head,
      waitingEntries: engine.queue.waitingEntries,
      liveCounters: engine.counters.size,
      denialRecords: engine.denials.size,
    }),
  });
  const url = await app.listen({ host: settings.host, port: settings.port });
  const close = async (): Promise<void> => {
    isReady = false;
    await app.close();
    await embedded.close();
  };
  return { url, madeKey, close };
}
