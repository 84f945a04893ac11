// Start: loads the catalog and the counters into memory and gives the engine that operations work with.
import { CATALOG_KINDS, type CatalogChange, type CatalogKind, type CatalogRows, Snapshot } from "@purser/core";
import type { Catalog } from "./catalog-port.ts";
import { DenialLog } from "./denial-log.ts";
import type { Engine } from "./engine.ts";
import { OpenReservations } from "./open-reservations.ts";
import type { Clock, CounterFigure, Counters, Ids, Ledger, Turns } from "./ports.ts";
import { WriteQueue } from "./write-queue.ts";

/** Everything that the world gives the engine; counters that fold by themselves need the snapshot. */
export interface EngineParts {
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly ids: Ids;
  makeCounters(snapshot: Snapshot): Counters;
  /**
   * Awaited before a transaction is closed, so that requests which have arrived share it; when left out, those of the
   * same turn do. One turn of the event loop makes transactions a third fewer and single events a third faster.
   */
  gather?(): Promise<void>;
  /** When left out, a long read goes on to its end. */
  readonly turns?: Turns;
}

const ONE_LONG_TURN: Turns = { take: () => Promise.resolve(), isOver: () => false };

export async function startEngine(parts: EngineParts): Promise<Engine> {
  const snapshot = new Snapshot(seedFrom(parts.ids));
  for (const kind of CATALOG_KINDS) await loadRows(parts.catalog, snapshot, kind);
  const state = await parts.catalog.state();
  snapshot.entities.committed = snapshot.entities.last;
  snapshot.assignments.last = Math.max(snapshot.assignments.last, state.lastAssignment);
  for (const [customer, at] of state.lastRecorded) snapshot.customer(customer).lastRecordedAt = at;
  for (const [entity, sequence] of state.firstEntries) snapshot.entities.firstEntry.set(entity, sequence);
  const counters = parts.makeCounters(snapshot);
  await loadCounters(parts, snapshot, counters);
  const { ledger, catalog, clock, ids } = parts;
  const queue: WriteQueue = new WriteQueue(() => engine, {
    head: state.head,
    revision: state.revision,
    gather: parts.gather ?? (() => Promise.resolve()),
  });
  const turns = parts.turns ?? ONE_LONG_TURN;
  const denials = new DenialLog();
  const reservations = new OpenReservations();
  for await (const slice of ledger.openReservations()) reservations.apply(slice.map((after) => ({ after })));
  reservations.last = state.lastReservation;
  const engine: Engine = { snapshot, counters, ledger, catalog, clock, ids, turns, queue, denials, reservations };
  return engine;
}

const SEED_BYTES = 6;

/** 32 bits of chance. */
const seedFrom = (ids: Ids): number => Number.parseInt(ids.digest(ids.random(SEED_BYTES)).slice(0, 8), 16) | 0;

async function loadRows<Kind extends CatalogKind>(catalog: Catalog, snapshot: Snapshot, kind: Kind): Promise<void> {
  for await (const slice of catalog.rows(kind)) {
    for (const row of slice) snapshot.apply(asChange(kind, row));
  }
}

const asChange = <Kind extends CatalogKind>(kind: Kind, after: CatalogRows[Kind]): CatalogChange =>
  ({ kind, before: null, after }) as unknown as CatalogChange;

async function loadCounters(parts: EngineParts, snapshot: Snapshot, counters: Counters): Promise<void> {
  const now = parts.clock.now();
  for await (const slice of parts.ledger.allCounters()) {
    const known: CounterFigure[] = slice.filter((figure) => snapshot.assignments.has(figure.assignment));
    // Empty figures stay in the store, as in a catalog turn: one could stand in an old period that began later.
    const touched = known.filter(({ used, held, uncarved, excess }) => (used || held || uncarved || excess) !== 0);
    counters.settle(touched, nowOf(snapshot, touched, now));
  }
}

/** A clock that stands behind the last entries must not make their periods look like future ones (R16). */
function nowOf(snapshot: Snapshot, figures: readonly CounterFigure[], now: number): number {
  let latest = now;
  for (const { entity } of figures) {
    latest = Math.max(latest, snapshot.customer(snapshot.entities.customer.get(entity)).lastRecordedAt);
  }
  return latest;
}
