// A catalog turn: one catalog write when its turn has come, with the counters that it makes exact before it answers (R13).
import { type CatalogChange, carriedAlong, type Fault, fault, isFault, isTold } from "@purser/core";
import { Backfill } from "./backfill.ts";
import type { Caller } from "./caller.ts";
import { CarvingPlan } from "./carving-plan.ts";
import { EMPTY_TRANSACTION } from "./empty-transaction.ts";
import type { CatalogWrite, Engine } from "./engine.ts";
import { counterText } from "./moved-counters.ts";
import type { CounterFigure, Transaction } from "./ports.ts";
import { problemOf } from "./problem-error.ts";

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
    const planned = [...write.changes, ...carriedAlong(engine.snapshot, write.changes)];
    const carving = new CarvingPlan(engine, planned);
    const orphaned = carving.orphanFault();
    if (orphaned !== null) throw problemOf(asSeen(this.#caller, orphaned));
    const backfill = Backfill.of(engine, { changes: planned, carving }, now);
    if (this.#backfill?.serves(backfill) !== true) this.#backfill = backfill;
    const behind = await this.#backfill.entriesBehind();
    if (behind > CATCH_UP_MAX && this.#rounds < ROUNDS_MAX) return { kind: "again" };
    await this.#backfill.catchUp();
    const changes = backfill.withCompleteness(planned);
    const counted = this.#backfill.figuresFor(backfill);
    const carved = await carving.review({ figures: counted, fresh: backfill.fresh });
    if (isFault(carved)) throw problemOf(asSeen(this.#caller, carved));
    const figures = joined(counted, carved);
    if (write.preview !== undefined)
      return { kind: "done", answer: write.preview({ figures, dropped: backfill.dropped }) };
    const transaction: Transaction = {
      ...EMPTY_TRANSACTION,
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
      engine.snapshot.erase(erasure);
      engine.denials.erase(erasure);
    }
    this.#settle(changes, { dropped: backfill.dropped, moved: this.#backfill.moved(), figures, carved, now });
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
      readonly carved: readonly CounterFigure[];
      readonly now: number;
    },
  ): void {
    const { snapshot, counters, queue } = this.#engine;
    for (const change of changes) snapshot.apply(change);
    queue.revision += changes.filter(isTold).length;
    snapshot.entities.committed = snapshot.entities.last;
    for (const assignment of counted.dropped) counters.drop(assignment);
    for (const { assignment, entity } of counted.moved) counters.drop(assignment, entity);
    // Empty figures are for the store: a live one could stand in an old period that began later than the running one.
    const live = counted.figures.filter(({ used, held }) => used !== 0 || held !== 0);
    counters.settle(live, counted.now);
    counters.settle(counted.carved, counted.now);
  }
}

/** Budgets above may stand outside of what a console token sees, numbers and names alike. */
function asSeen({ token }: Caller, { code, detail }: Fault): Fault {
  if (token === undefined) return fault(code, detail);
  return fault(
    code,
    "The budget that this limit is carved out of doesn't have the room. Ask for less, or for a higher limit above.",
  );
}

/** What is carved is known when all is counted. */
function joined(counted: readonly CounterFigure[], carved: readonly CounterFigure[]): CounterFigure[] {
  const texts = new Set(carved.map(counterText));
  return [...counted.filter((figure) => !texts.has(counterText(figure))), ...carved];
}
