// The simulation: one seeded run of clients, faults and restarts; a safety phase, then a liveness phase (page 3).
import { MovableClock } from "../runners/movable-clock.ts";
import { testIds } from "../runners/test-ids.ts";
import { CatalogPromises } from "./catalog-promises.ts";
import { Chance } from "./chance.ts";
import { type Command, CommandMaker } from "./command-maker.ts";
import { EventMaker } from "./event-maker.ts";
import { type Crash, FaultPlan } from "./fault-plan.ts";
import { LedgerFacts } from "./ledger-facts.ts";
import { ALL_RULES, type ProtocolRules } from "./protocol-rules.ts";
import { answerOf, auditRun } from "./run-audit.ts";
import { RunTrace } from "./run-trace.ts";
import { noSadPaths, type SadCounts } from "./sad-paths.ts";
import { type Parked, Scheduler, settled } from "./scheduler.ts";
import { SentEvents } from "./sent-event.ts";
import { WORLD } from "./simulated-catalog.ts";
import { SimulatedClient } from "./simulated-client.ts";
import { SimulatedDisk } from "./simulated-disk.ts";
import { LostAnswer, SimulatedProcess, type SimulatedWorld } from "./simulated-process.ts";
import { promise, Violation } from "./violation.ts";

export interface SimulationOptions {
  readonly rules?: ProtocolRules;
  /** Keeps the last lines of the trace readable. */
  readonly isTold?: boolean;
}

export interface SimulationResult {
  /** null: every promise was kept. */
  readonly violation: string | null;
  readonly trace: string;
  readonly lines: readonly string[];
  readonly sad: Readonly<SadCounts>;
  readonly steps: number;
}

/** Half an hour before a month ends, in most zones of the run too. */
const STARTS_AT = Date.UTC(2026, 2, 31, 23, 30);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Further back, writes are refused until the clock is set (R16). */
const CLOCK_BACK_MAX = 4 * 60_000;
const STEPS_MAX = 20_000;
/** A run in this many has a ledger long enough that backfills read it outside the write lock. */
const LONG_RUN_EVERY = 40;
const LONG_RUN_REQUESTS = 3;
const LONG_RUN_EVENTS = 1_000;

export async function simulate(seed: number, options: SimulationOptions = {}): Promise<SimulationResult> {
  const run = new Simulation(seed, options);
  const violation = await run.run();
  return { violation, trace: run.trace.digest(), lines: run.trace.lines, sad: run.sad, steps: run.steps };
}

class Simulation {
  readonly trace: RunTrace;
  readonly sad = noSadPaths();
  steps = 0;
  readonly #seed: number;
  readonly #chance: Chance;
  readonly #scheduler = new Scheduler();
  readonly #clock = new MovableClock(STARTS_AT);
  readonly #events = new SentEvents();
  readonly #catalog = new CatalogPromises();
  readonly #world: SimulatedWorld;
  readonly #client: SimulatedClient;
  readonly #maker: CommandMaker;
  readonly #eventMaker: EventMaker;
  readonly #faults: FaultPlan;
  readonly #unanswered: Command[] = [];
  #facts = new LedgerFacts();
  #process: SimulatedProcess;
  #lanes = 0;
  #latest = STARTS_AT;
  #isBroken = false;
  #failed: unknown = null;

  constructor(seed: number, options: SimulationOptions) {
    this.#seed = seed;
    this.#chance = new Chance(seed);
    this.trace = new RunTrace(options.isTold ?? false);
    const rules = options.rules ?? ALL_RULES;
    this.#world = {
      scheduler: this.#scheduler,
      disk: new SimulatedDisk(rules.syncBeforeAcknowledge),
      clock: this.#clock,
      ids: testIds(),
      rules,
      keys: new Map(),
      sad: this.sad,
    };
    this.#process = new SimulatedProcess(this.#world, 1);
    this.#eventMaker = new EventMaker(this.#chance, this.#events, STARTS_AT);
    this.#maker = new CommandMaker(this.#chance, this.#eventMaker, this.#catalog);
    this.#faults = new FaultPlan(this.#chance, this.sad);
    this.#client = new SimulatedClient({
      events: this.#events,
      catalog: this.#catalog,
      trace: this.trace,
      sad: this.sad,
      process: () => this.#process,
      facts: () => this.#readFacts(),
      now: () => this.#clock.now(),
      setClock: (hours) => this.#setClock(hours),
    });
  }

  async run(): Promise<string | null> {
    try {
      await this.#prepare();
      await this.#safety();
      await this.#liveness();
      return null;
    } catch (error) {
      if (error instanceof Violation) return error.message;
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
  }

  async #prepare(): Promise<void> {
    await this.#process.start();
    for (const [operation, input] of WORLD) {
      const { data } = await answerOf<{ data: { id: string; version: number }[] }>(this.#process, operation, input);
      if (operation === "upsertAssignments") this.#catalog.assignments(data);
      if (operation === "upsertEntities") this.#catalog.entities(data);
    }
  }

  async #safety(): Promise<void> {
    this.#scheduler.isOpen = false;
    const lanes = 2 + this.#chance.below(3);
    const commands = 18 + this.#chance.below(18);
    for (let lane = 0; lane < lanes; lane += 1) this.#startLane(Math.ceil(commands / lanes));
    while (this.#lanes > 0 || !this.#process.isUp) await this.#step(true);
  }

  /** Faults are over: what got no answer is sent again, and now gets one. */
  async #liveness(): Promise<void> {
    this.#crash(this.#chance.isWithin(0.5) ? "power" : "kill");
    while (!this.#process.isUp) await this.#step(false);
    this.#lanes += 1;
    this.#resend().then(
      () => this.#endLane(),
      (error: unknown) => this.#fail(error),
    );
    while (this.#lanes > 0) await this.#step(false);
    await this.#audit();
    this.#crash("power");
    while (!this.#process.isUp) await this.#step(false);
  }

  async #resend(): Promise<void> {
    for (const command of this.#unanswered) {
      const fate = await this.#client.send(command);
      promise(fate === "answered", () => `without faults, a repeated ${command.kind} is not answered`);
      if (command.kind !== "ingest") continue;
      for (const event of command.events) {
        const isFree = event.ids !== null || event.key === null || event.wire["correctsEntryId"] !== undefined;
        promise(isFree || this.#mayBeRefused(event.name), () => `${event.name} is not recorded when sent again`);
      }
    }
  }

  /** Its key may stand for another event, and an amount may leave the range. */
  #mayBeRefused(name: string): boolean {
    const event = this.#events.all.get(name);
    const isHuge = event?.items?.some(({ capabilityId }) => capabilityId === "bulk") ?? false;
    const others = [...this.#events.all.values()].filter(
      ({ key, customerId }) => key === event?.key && customerId === event?.customerId,
    );
    return isHuge || others.length > 1;
  }

  #startLane(commands: number): void {
    this.#lanes += 1;
    const isFirst = this.#lanes === 1;
    this.#runLane(commands, isFirst && this.#seed % LONG_RUN_EVERY === 0).then(
      () => this.#endLane(),
      (error: unknown) => this.#fail(error),
    );
  }

  async #runLane(commands: number, isLong: boolean): Promise<void> {
    for (let request = 0; isLong && request < LONG_RUN_REQUESTS; request += 1) {
      await this.#scheduler.pass("lane", 0);
      await this.#send({ kind: "ingest", events: this.#eventMaker.bulk(LONG_RUN_EVENTS), withFigures: false });
    }
    for (let left = commands; left > 0; left -= 1) {
      await this.#scheduler.pass("lane", 0);
      const command = this.#maker.next();
      const isAnswered = await this.#send(command);
      if (command.kind !== "ingest" || !this.#chance.isWithin(0.5)) continue;
      // Whoever was answered sees his own write; who was not may send again at once.
      if (isAnswered) await this.#sendWhenUp(this.#maker.check(command.events[0] ?? null));
      else if (command.events.every(({ key }) => key !== null)) await this.#sendWhenUp(command);
    }
  }

  async #sendWhenUp(command: Command): Promise<void> {
    if (this.#process.isUp) await this.#send(command);
  }

  async #send(command: Command): Promise<boolean> {
    try {
      if ((await this.#client.send(command)) === "answered") return true;
    } catch (error) {
      if (!(error instanceof LostAnswer)) throw error;
    }
    if (isRepeatable(command)) this.#unanswered.push(command);
    return false;
  }

  #endLane(): void {
    this.#lanes -= 1;
  }

  #fail(error: unknown): void {
    this.#failed ??= error;
    this.#lanes -= 1;
  }

  async #step(isFaulty: boolean): Promise<void> {
    await settled();
    if (this.#failed !== null) throw this.#failed;
    this.steps += 1;
    promise(this.steps < STEPS_MAX, () => "the run does not come to an end");
    const crash = isFaulty ? this.#faults.crash(this.#scheduler.parked, this.#process.isUp) : null;
    if (crash !== null) return this.#crash(crash);
    if (this.#isBroken && this.#chance.isWithin(0.3)) return this.#crash("kill");
    const isEligible = ({ process }: Parked): boolean => process > 0 || this.#process.isUp;
    const next = this.#scheduler.take(this.#chance, isEligible);
    if (next === undefined) {
      promise(this.#lanes === 0 && this.#process.isUp, () => "everything waits, and nothing is under way");
      return;
    }
    this.#release(next, isFaulty);
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

  #crash(crash: Crash): void {
    const { disk } = this.#world;
    const { unsynced } = disk;
    let survived = unsynced;
    this.#process.die();
    if (crash === "kill") disk.kill();
    else disk.crash((most) => (survived = this.#chance.below(most + 1)));
    if (unsynced > survived) this.sad["unsynced write lost"] += 1;
    if (crash === "power" && survived > 0) this.sad["unsynced write survived"] += 1;
    this.trace.note(`crash ${crash}`, [unsynced, survived]);
    this.#facts = new LedgerFacts();
    this.#isBroken = false;
    this.#restart();
  }

  #restart(): void {
    const process = new SimulatedProcess(this.#world, this.#process.number + 1);
    this.#process = process;
    process.start().then(
      () => {
        if (process === this.#process) this.#audit().catch((error: unknown) => this.#fail(error));
      },
      (error: unknown) => {
        // A start that meets an outage ends the process; its keeper starts it again.
        if (process !== this.#process) return;
        if (isAway(error)) this.#crash("kill");
        else this.#fail(error);
      },
    );
  }

  async #audit(): Promise<void> {
    this.#scheduler.isOpen = true;
    const facts = this.#readFacts();
    const audited = { process: this.#process, facts, events: this.#events, catalog: this.#catalog };
    await auditRun({ ...audited, now: this.#clock.now() });
    this.#scheduler.isOpen = false;
  }

  #readFacts(): LedgerFacts {
    this.#facts.read(this.#world.disk.records());
    return this.#facts;
  }

  #setClock(hours: number): void {
    const before = this.#clock.now();
    const after = Math.max(before + Math.round(hours * HOUR), this.#latest - CLOCK_BACK_MAX);
    this.#latest = Math.max(this.#latest, after);
    this.#clock.set(after);
    if (after < before) this.sad["clock set back"] += 1;
    if (Math.floor(after / DAY) > Math.floor(before / DAY)) this.sad["period boundary crossed"] += 1;
  }
}

/** An event without a key would be counted anew, a check is of its moment. */
function isRepeatable(command: Command): boolean {
  if (command.kind === "ingest") return command.events.every(({ key }) => key !== null);
  return command.kind === "void" || command.kind === "catalog";
}

const isAway = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "StoreUnavailable" || error.code === "DiskFull");
