// A server: the embedded shape behind HTTP, with its first key, its metrics and an orderly end.
import { createApp, type RequestLog, type Trace } from "@purser/http";
import { type Clock, ensureRootKey, makeRequestIds } from "@purser/service";
import { Authentication } from "./authentication.ts";
import type { Condition } from "./condition.ts";
import { type Embedded, openEmbedded } from "./embedded.ts";
import type { ServerSettings } from "./settings.ts";
import { VERSION } from "./version.ts";

/** Looked at so often: it takes the reading thread a scan of all counters, and days to change. */
const CONDITION_MS = 60_000;

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
  const authentication = new Authentication(embedded);
  let isReady = true;
  let condition: Condition | null = null;
  // A store that fails tells so by itself; the gauges stay as they were last.
  const refresh = (): Promise<void> =>
    embedded.condition().then(
      (read) => {
        condition = read;
      },
      () => {},
    );
  const app = createApp({
    operations: embedded.operations,
    makeRequestId: makeRequestIds(engine.ids),
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
      openReservations: engine.reservations.size,
      ...conditionGauges(condition),
    }),
    totals: () => ({ reservationsExpired: engine.reservations.expiredCount, denials: engine.denials.totals() }),
  });
  const refreshing = setInterval(() => void refresh(), CONDITION_MS);
  refreshing.unref();
  const url = await app.listen({ host: settings.host, port: settings.port });
  void refresh();
  tell("listening", { url });
  const close = async (): Promise<void> => {
    isReady = false;
    clearInterval(refreshing);
    await app.close();
    await embedded.close();
    tell("stopped", { ledgerHead: engine.queue.head });
  };
  return { url, madeKey, close };
}

/** NaN, as Prometheus has it for what is not known, until the first look is done: nobody waits for it at a start. */
function conditionGauges(condition: Condition | null) {
  const seconds = (milliseconds: number | null | undefined): number =>
    milliseconds === undefined ? Number.NaN : (milliseconds ?? 0) / 1_000;
  return {
    ledgerBytes: condition?.ledgerBytes ?? Number.NaN,
    diskFreeBytes: condition?.diskFreeBytes ?? Number.NaN,
    entriesLastDay: condition?.entriesLastDay ?? Number.NaN,
    countersNearRange: condition?.countersNearRange ?? Number.NaN,
    firstRecorded: seconds(condition?.firstRecordedAt),
    clockBehindSeconds: seconds(condition?.clockBehindMs),
    newestBackup: seconds(condition?.newestBackupAt),
  };
}

function tellFound({ found, engine }: Embedded, tell: NonNullable<ServerHooks["tell"]>): void {
  if (found.migrations.length > 0) tell("migrated", { migrations: found.migrations });
  if (found.recoveredPages > 0) tell("recovered", { pages: found.recoveredPages, ledgerHead: engine.queue.head });
}
