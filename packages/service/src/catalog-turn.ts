// A catalog turn: one catalog write when its turn has come, with the counters that it makes exact before it answers (R13).
import type { CatalogChange } from "@purser/core";
import { Backfill } from "./backfill.ts";
import type { Caller } from "./caller.ts";
import type { CatalogWrite, Engine } from "./engine.ts";
import type { Transaction } from "./ports.ts";

/** Entries that a turn may still read while others wait; more are read before the turn is taken again. */
const CATCH_UP_MAX = 2_000;
/** After this many rounds outside, the rest is read inside: writers that outrun the reader must not starve it. */
const ROUNDS_MAX = 8;

type TurnResult<Answer> = { readonly kind: "done"; readonly answer: Answer } | { readonly kind: "again" };

export class CatalogTurn<Answer> {
  readonly #engine: Engine;
  readonly #caller: Caller;
  readonly #plan: (now: number) => CatalogWrite<Answer>;
  #backfill: Backfill | null = null;
  #rounds = 0;

  constructor(engine: Engine, caller: Caller, plan: (now: number) => CatalogWrite<Answer>) {
    this.#engine = engine;
    this.#caller = caller;
    this.#plan = plan;
  }

  async run(): Promise<TurnResult<Answer>> {
    const engine = this.#engine;
    const now = engine.clock.now();
    const write = this.#plan(now);
    if (write.changes.length === 0 && write.preview === undefined) return { kind: "done", answer: write.answer() };
    const backfill = Backfill.of(engine, write.changes, now);
    if (this.#backfill?.serves(backfill) !== true) this.#backfill = backfill;
    const behind = await this.#backfill.entriesBehind();
    if (behind > CATCH_UP_MAX && this.#rounds < ROUNDS_MAX) return { kind: "again" };
    await this.#backfill.catchUp();
    const changes = backfill.withCompleteness(write.changes);
    const figures = this.#backfill.figuresFor(backfill);
    if (write.preview !== undefined)
      return { kind: "done", answer: write.preview({ figures, dropped: backfill.dropped }) };
    const transaction: Transaction = {
      ...NOTHING,
      at: now,
      actor: this.#caller.actor,
      changes,
      erased: write.erased ?? [],
      dropped: backfill.dropped,
      figures,
    };
    await engine.ledger.commit(transaction);
    for (const erasure of write.erased ?? []) {
      engine.reservations.erase(erasure);
      engine.denials.erase(erasure);
    }
    this.#settle(changes, { dropped: backfill.dropped, moved: this.#backfill.moved(), figures, now });
    return { kind: "done", answer: write.answer() };
  }

  /** Reads most of what the backfill needs while other writes go on. */
  async prepare(): Promise<void> {
    this.#rounds += 1;
    await this.#backfill?.catchUp();
  }

  #settle(
    changes: readonly CatalogChange[],
    counted: Pick<Transaction, "dropped" | "figures"> & {
      readonly moved: Iterable<{ readonly assignment: number; readonly entity: number }>;
      readonly now: number;
    },
  ): void {
    const { snapshot, counters, queue } = this.#engine;
    for (const change of changes) snapshot.apply(change);
    queue.revision += changes.length;
    snapshot.entities.committed = snapshot.entities.last;
    for (const assignment of counted.dropped) counters.drop(assignment);
    for (const { assignment, entity } of counted.moved) counters.drop(assignment, entity);
    // Empty figures are for the store: a live one could stand in an old period that began later than the running one.
    const live = counted.figures.filter(({ used, held }) => used !== 0 || held !== 0);
    counters.settle(live, counted.now);
  }
}

const NOTHING: Omit<Transaction, "at" | "actor"> = {
  changes: [],
  keys: [],
  entries: [],
  moves: [],
  reservations: [],
  firstEntries: [],
  dropped: [],
  figures: [],
  denials: [],
};
