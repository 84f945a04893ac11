// The engine: the snapshot, the stores and the write queue that every operation works with.
import type { CatalogChange, CustomerState, EnvironmentState, Erasure, Snapshot } from "@purser/core";
import type { Caller } from "./caller.ts";
import type { Catalog } from "./catalog-port.ts";
import type { DenialLog } from "./denial-log.ts";
import type { OpenReservations } from "./open-reservations.ts";
import type { Clock, CounterFigure, Counters, Ids, Ledger, Turns } from "./ports.ts";
import type { WriteQueue } from "./write-queue.ts";

export interface Engine {
  readonly snapshot: Snapshot;
  readonly counters: Counters;
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly turns: Turns;
  readonly queue: WriteQueue;
  readonly denials: DenialLog;
  readonly reservations: OpenReservations;
}

/** What a catalog write would do to counters: those of `dropped` assignments hold nothing but `figures` afterwards. */
export interface Counted {
  readonly figures: readonly CounterFigure[];
  readonly dropped: readonly number[];
}

/** What a catalog write does when its turn comes: changes judged on the catalog of that moment, and the answer after them. */
export interface CatalogWrite<Answer> {
  readonly changes: readonly CatalogChange[];
  /** Entities that the changes erase. */
  readonly erased?: readonly Erasure[];
  /** Called when the changes are durable and applied. */
  answer(): Answer;
  /** Given for a dry run: called in place of writing, with the figures that the changes would have put into counters. */
  readonly preview?: (counted: Counted) => Answer;
}

/**
 * Runs a catalog write alone and in order. `plan` is called when its turn comes, with Purser's now; it throws a
 * ProblemError to refuse, and may be called again if the catalog changed meanwhile. No changes: nothing is written.
 */
export function writeCatalog<Answer>(
  engine: Engine,
  caller: Caller,
  plan: (now: number) => CatalogWrite<Answer>,
): Promise<Answer> {
  return engine.queue.catalog(caller, plan);
}

export const environmentOf = (engine: Engine, caller: Caller): EnvironmentState =>
  engine.snapshot.environment(caller.environment);

/** R16: the later of the wall clock and the recording time of the customer's last entry. */
export function nowFor(engine: Engine, customer: CustomerState | undefined): number {
  return Math.max(engine.clock.now(), customer?.lastRecordedAt ?? Number.NEGATIVE_INFINITY);
}
