// A simulated process: an engine on the simulated disk whose every store call waits for the scheduler, and that can die.
import { StoreFailure } from "@purser/service";
import { LiveCounters, openMemoryStore } from "@purser/store-memory";
import type { MovableClock } from "../runners/movable-clock.ts";
import { OperationsSystem } from "../runners/operations-system.ts";
import type { testIds } from "../runners/test-ids.ts";
import type { Outcome } from "../scenario.ts";
import { LateCarvedFigures, liveFiguresOnly, takeOverLate } from "./plan-rules.ts";
import { noCounters, noReservations, type ProtocolRules, type SeparateKeys, wrapLedger } from "./protocol-rules.ts";
import type { SadCounts } from "./sad-paths.ts";
import type { Scheduler } from "./scheduler.ts";
import type { SimulatedDisk } from "./simulated-disk.ts";
import { countTransaction } from "./transaction-paths.ts";

export interface SimulatedWorld {
  readonly scheduler: Scheduler;
  readonly disk: SimulatedDisk;
  readonly clock: MovableClock;
  readonly ids: ReturnType<typeof testIds>;
  readonly rules: ProtocolRules;
  readonly keys: SeparateKeys;
  readonly sad: SadCounts;
  /** Whether the live counters know too late what is carved, asked for each request that appends entries. */
  readonly isCarvedLate: () => boolean;
}

/** Operations that count new budgets from the ledger. */
const BACKFILLING: ReadonlySet<string> = new Set(["upsertAssignments", "putDefaultAssignments", "upsertCustomers"]);

/** The process died while a client waited for its answer. */
export class LostAnswer extends Error {}

export class SimulatedProcess {
  readonly number: number;
  readonly #world: SimulatedWorld;
  readonly #waiting = new Set<(error: LostAnswer) => void>();
  #system: OperationsSystem | null = null;
  #scans = 0;
  #countings = 0;

  constructor(world: SimulatedWorld, number: number) {
    this.#world = world;
    this.number = number;
  }

  get isUp(): boolean {
    return this.#system !== null;
  }

  get system(): OperationsSystem {
    if (this.#system === null) throw new StoreFailure("StoreUnavailable", "the process is not up");
    return this.#system;
  }

  async start(): Promise<void> {
    const { scheduler, disk, clock, ids, rules, keys, isCarvedLate } = this.#world;
    const pass = (call: string): Promise<void> => scheduler.pass(call, this.number);
    const { ledger, catalog } = openMemoryStore({ disk, gate: pass, makeSecret: () => ids.random(32) });
    const counters = new LiveCounters();
    const planning = rules.planSeesBatch ? null : liveFiguresOnly(counters);
    const wrapped = wrapLedger(ledger, { rules, keys, counters, pass: () => pass("keys") });
    const late = new LateCarvedFigures(planning?.counters ?? counters, isCarvedLate);
    let isStarted = false;
    this.#system = await OperationsSystem.start({
      ledger: {
        ...wrapped,
        commit: (transaction) => {
          planning?.isOver();
          return this.#commit(wrapped.commit, transaction);
        },
        scan: (range) => this.#scan(wrapped.scan(range)),
        openReservations: () => (rules.reservationsAtStart ? wrapped.openReservations() : noReservations()),
        allCounters: () => (isStarted || rules.rebuildAtStart ? wrapped.allCounters() : noCounters()),
      },
      catalog,
      clock,
      ids,
      makeCounters: () => late.counters,
    });
    late.watch(this.#system.engine.queue);
    if (!rules.reservationsInTurn) takeOverLate(this.#system.engine.reservations, () => pass("keys"));
    isStarted = true;
  }

  /** Rejects with a LostAnswer when the process dies first. */
  call(operation: string, input: Record<string, unknown>): Promise<Outcome> {
    const isCounting = BACKFILLING.has(operation);
    if (isCounting) this.#countings += 1;
    const done = this.system.call(operation, input).finally(() => {
      if (isCounting) this.#countings -= 1;
    });
    return this.survive(done);
  }

  sweep(): Promise<void> {
    return this.survive(this.system.sweep());
  }

  survive<Value>(work: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      work.then(resolve, reject).finally(() => this.#waiting.delete(reject));
    });
  }

  die(): void {
    this.#world.scheduler.forget(this.number);
    this.#system = null;
    for (const reject of this.#waiting) reject(new LostAnswer("the process died"));
    this.#waiting.clear();
  }

  async #commit(
    commit: OperationsSystem["engine"]["ledger"]["commit"],
    transaction: Parameters<typeof commit>[0],
  ): ReturnType<typeof commit> {
    const { sad } = this.#world;
    const outcome = await commit(transaction);
    countTransaction(sad, transaction, outcome);
    const isWritten = outcome.kind === "committed" && transaction.entries.length > 0;
    if (isWritten && this.#scans > 0 && this.#countings > 0) sad["backfill while others write"] += 1;
    return outcome;
  }

  async *#scan<Slice>(slices: AsyncIterable<Slice>): AsyncIterable<Slice> {
    this.#scans += 1;
    try {
      yield* slices;
    } finally {
      this.#scans -= 1;
    }
  }
}
