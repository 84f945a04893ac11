// The simulated machine: the disk, the clock and the process that runs on them, and whatever befalls it, one step at a time.
import { MovableClock } from "../runners/movable-clock.ts";
import { testIds } from "../runners/test-ids.ts";
import { CatalogPromises } from "./catalog-promises.ts";
import type { Chance } from "./chance.ts";
import { type Crash, FaultPlan } from "./fault-plan.ts";
import { LedgerFacts } from "./ledger-facts.ts";
import { LedgerJudge } from "./ledger-judge.ts";
import type { ProtocolRules } from "./protocol-rules.ts";
import { auditRun } from "./run-audit.ts";
import type { RunTrace } from "./run-trace.ts";
import { noSadPaths } from "./sad-paths.ts";
import { type Parked, Scheduler, settled } from "./scheduler.ts";
import { SentEvents } from "./sent-event.ts";
import { SentSpends } from "./sent-spend.ts";
import { SimulatedDisk } from "./simulated-disk.ts";
import { LostAnswer, SimulatedProcess, type SimulatedWorld } from "./simulated-process.ts";
import { promise } from "./violation.ts";

/** Half an hour before a month ends, in most zones of the run too. */
export const STARTS_AT = Date.UTC(2026, 2, 31, 23, 30);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Further back, writes are refused until the clock is set (R16). */
const CLOCK_BACK_MAX = 4 * 60_000;
/** Of the requests that append entries: so many are planned with live counters that know too late what is carved. */
const LATE_SHARE = 0.15;
const STEPS_MAX = 20_000;
/** How soon whoever keeps a process notices that its store has closed. */
const RESTART_SHARE = 0.3;

export class SimulatedMachine {
  readonly scheduler = new Scheduler();
  readonly sad = noSadPaths();
  readonly events = new SentEvents();
  readonly spends = new SentSpends();
  readonly catalog = new CatalogPromises();
  readonly trace: RunTrace;
  process: SimulatedProcess;
  steps = 0;
  /** Clients at work; the run goes on as long as there are any. */
  lanes = 0;
  readonly #chance: Chance;
  readonly #clock = new MovableClock(STARTS_AT);
  readonly #world: SimulatedWorld;
  readonly #faults: FaultPlan;
  #facts = new LedgerFacts();
  readonly #judged = new WeakSet<object>();
  #judge = new LedgerJudge(this.#judged);
  #latest = STARTS_AT;
  #isBroken = false;
  #failed: unknown = null;

  constructor(chance: Chance, trace: RunTrace, rules: ProtocolRules) {
    this.#chance = chance;
    this.trace = trace;
    this.#world = {
      scheduler: this.scheduler,
      disk: new SimulatedDisk(rules.syncBeforeAcknowledge),
      clock: this.#clock,
      ids: testIds(),
      rules,
      keys: new Map(),
      sad: this.sad,
      isCarvedLate: () => chance.isWithin(LATE_SHARE),
    };
    this.process = new SimulatedProcess(this.#world, 1);
    this.#faults = new FaultPlan(chance, this.sad);
  }

  /** One decision: the process dies, or one parked await goes on or fails. */
  async step(isFaulty: boolean): Promise<void> {
    await settled();
    if (this.#failed !== null) throw this.#failed;
    this.steps += 1;
    promise(this.steps < STEPS_MAX, () => "the run does not come to an end");
    const crash = isFaulty ? this.#faults.crash(this.scheduler.parked, this.process.isUp) : null;
    if (crash !== null) return this.crash(crash);
    if (this.#isBroken && this.#chance.isWithin(RESTART_SHARE)) return this.crash("kill");
    const isEligible = ({ process }: Parked): boolean => process > 0 || this.process.isUp;
    const next = this.scheduler.take(this.#chance, isEligible);
    if (next !== undefined) this.#release(next, isFaulty);
    else promise(this.lanes === 0 && this.process.isUp, () => "everything waits, and nothing is under way");
  }

  crash(crash: Crash): void {
    const { disk } = this.#world;
    const { unsynced } = disk;
    const survived = crash === "kill" ? unsynced : this.#chance.below(unsynced + 1);
    this.process.die();
    if (crash === "kill") disk.kill();
    else disk.crash(() => survived);
    if (unsynced > survived) this.sad["unsynced write lost"] += 1;
    if (crash === "power" && survived > 0) this.sad["unsynced write survived"] += 1;
    this.trace.note(`crash ${crash}`, [unsynced, survived]);
    this.#facts = new LedgerFacts();
    this.#judge = new LedgerJudge(this.#judged);
    this.#isBroken = false;
    this.#restart();
  }

  /** Runs a client beside the others; what it throws ends the run. */
  startLane(work: Promise<void>): void {
    this.lanes += 1;
    work.then(
      () => {
        this.lanes -= 1;
      },
      (error: unknown) => this.#fail(error),
    );
  }

  /** Whatever the process does by itself has come to its end. */
  async rest(): Promise<void> {
    for (await settled(); this.scheduler.parked.length > 0 || !this.process.isUp; await settled()) {
      await this.step(false);
    }
  }

  async audit(): Promise<void> {
    this.scheduler.isOpen = true;
    const { process, events, spends, catalog } = this;
    const judge = (): LedgerJudge => {
      this.facts();
      return this.#judge;
    };
    await auditRun({ process, facts: this.facts(), events, spends, judge, catalog, now: this.now() });
    this.scheduler.isOpen = false;
  }

  /** The ledger as it stands on the disk now. */
  facts(): LedgerFacts {
    const records = this.#world.disk.records();
    this.#facts.read(records);
    this.#judge.read(records);
    return this.#facts;
  }

  /** What all reservations hold by their rows. */
  get held(): number {
    return this.#judge.reservations.held;
  }

  now(): number {
    return this.#clock.now();
  }

  setClock(hours: number): void {
    const before = this.#clock.now();
    const after = Math.max(before + Math.round(hours * HOUR), this.#latest - CLOCK_BACK_MAX);
    this.#latest = Math.max(this.#latest, after);
    this.#clock.set(after);
    if (after < before) this.sad["clock set back"] += 1;
    if (after > before) this.sweep();
    if (Math.floor(after / DAY) > Math.floor(before / DAY)) this.sad["period boundary crossed"] += 1;
  }

  /** What a process does some times a second; an outage leaves the holds to the next time. */
  sweep(): void {
    const { process } = this;
    if (!process.isUp) return;
    process.sweep().catch((error: unknown) => {
      if (!(error instanceof LostAnswer || isAway(error))) this.#failed ??= error;
    });
  }

  #release(next: Parked, isFaulty: boolean): void {
    const failure = isFaulty && next.process > 0 ? this.#faults.failure(next.name) : null;
    this.trace.note(failure === null ? "go" : `fail ${failure.code}`, [next.name, next.process]);
    if (failure === null) {
      next.go();
      return;
    }
    if (next.name === "sync" || next.name === "acknowledge") this.#isBroken = true;
    next.fail(failure);
  }

  #restart(): void {
    const process = new SimulatedProcess(this.#world, this.process.number + 1);
    this.process = process;
    process.start().then(
      () => {
        if (process === this.process) this.#audited();
      },
      (error: unknown) => {
        // A start that meets an outage ends the process; its keeper starts it again.
        if (process !== this.process) return;
        if (isAway(error)) this.crash("kill");
        else this.#fail(error);
      },
    );
  }

  #audited(): void {
    if (this.process.system.engine.reservations.size > 0) this.sad["hold outlived a restart"] += 1;
    this.audit().then(
      () => this.sweep(),
      (error: unknown) => this.#fail(error),
    );
  }

  #fail(error: unknown): void {
    this.#failed ??= error;
    this.lanes -= 1;
  }
}

const isAway = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "StoreUnavailable" || error.code === "DiskFull");
