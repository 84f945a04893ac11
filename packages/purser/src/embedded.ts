// The embedded shape: one directory, one process: SQLite as the truth, memory as the fast copy, operations on top.
import { setImmediate } from "node:timers/promises";
import {
  type Clock,
  type Engine,
  flushDenials,
  type Ids,
  makeOperations,
  type Operations,
  startEngine,
  sweepReservations,
  type TokenSeal,
} from "@purser/service";
import { LiveCounters } from "@purser/store-memory";
import { openSqliteStore, type SqliteStore } from "@purser/store-sql";
import { type Condition, readCondition } from "./condition.ts";
import { directoryBackups } from "./directory-backups.ts";
import { EventLoopTurns } from "./event-loop-turns.ts";
import { hmacSigner, nodeIds, systemClock } from "./node-ports.ts";
import { jwtSeal } from "./token-seal.ts";

/** R25: a crash may lose the denials of the last second and nothing else. */
const DENIAL_FLUSH_MS = 1_000;

/** R26: a hold ends within a second of its expiry. */
const SWEEP_MS = 250;

export interface EmbeddedOptions {
  /** Directory of the ledger, made if missing. */
  readonly data: string;
  readonly clock?: Clock;
  readonly ids?: Ids;
  /** The store broke (a failed fsync, a dead writer); it stays closed. */
  readonly onFailure?: (error: Error) => void;
  /** Holds that have expired stay open (default: they end by themselves): what is only looked at must stay as it is. */
  readonly isAtRest?: boolean;
}

export interface Embedded {
  readonly engine: Engine;
  readonly operations: Operations;
  readonly found: SqliteStore["found"];
  condition(): Promise<Condition>;
  /** Digest under which an API key stands in the catalog. */
  digestKey(secret: string): string;
  /** The seal of console tokens. */
  readonly tokens: TokenSeal;
  /** Finishes what waits, writes what is kept in memory, gives the directory back. */
  close(): Promise<void>;
}

export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const onFailure = options.onFailure ?? (() => {});
  const store = await openSqliteStore({ directory: options.data, onFailure });
  const engine = await startEngine({
    ledger: store.ledger,
    catalog: store.catalog,
    clock: options.clock ?? systemClock,
    ids: options.ids ?? nodeIds,
    makeCounters: () => new LiveCounters(),
    gather: () => setImmediate(),
    turns: new EventLoopTurns(),
  });
  const cursors = hmacSigner(await store.catalog.secret("cursor"));
  const keys = hmacSigner(await store.catalog.secret("apiKey"));
  const backups = directoryBackups({ data: options.data, store, clock: engine.clock });
  const tokenIds = hmacSigner(await store.catalog.secret("consoleTokenId"));
  const tokens = jwtSeal(await store.catalog.secret("consoleToken"));
  const operations = makeOperations(engine, { cursors, keys, tokenIds, tokens, backups });
  // A flush that fails is tried again with the next; the store has told its failure by then.
  const flushing = setInterval(() => void flushDenials(engine).catch(() => {}), DENIAL_FLUSH_MS);
  flushing.unref();
  let sweep = Promise.resolve(0);
  const sweepAgain = (): void => {
    sweep = sweep.then(() => sweepReservations(engine)).catch(() => 0);
  };
  const sweeping = options.isAtRest === true ? undefined : setInterval(sweepAgain, SWEEP_MS);
  sweeping?.unref();
  return {
    engine,
    operations,
    found: store.found,
    condition: () => readCondition(engine, { data: options.data, store }),
    digestKey: (secret) => keys.sign(secret),
    tokens,
    close: async () => {
      clearInterval(flushing);
      clearInterval(sweeping);
      await sweep;
      await flushDenials(engine).catch(() => {});
      await engine.queue.drained();
      await store.close();
    },
  };
}
