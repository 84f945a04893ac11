// The simulation: one seeded run of clients, faults and restarts; a safety phase, then a liveness phase (page 3).
import { CatalogMaker } from "./catalog-maker.ts";
import { Chance } from "./chance.ts";
import { type Command, CommandMaker } from "./command-maker.ts";
import { EventMaker } from "./event-maker.ts";
import { ALL_RULES, type ProtocolRules } from "./protocol-rules.ts";
import { auditQuiet } from "./quiet-audit.ts";
import { answerOf } from "./run-audit.ts";
import { RunTrace } from "./run-trace.ts";
import type { SadCounts } from "./sad-paths.ts";
import type { SentEvent } from "./sent-event.ts";
import { WORLD } from "./simulated-catalog.ts";
import { SimulatedClient } from "./simulated-client.ts";
import { SimulatedMachine, STARTS_AT } from "./simulated-machine.ts";
import { LostAnswer } from "./simulated-process.ts";
import { SpendMaker } from "./spend-maker.ts";
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

const LANES_MIN = 2;
const LANES_MORE = 3;
const COMMANDS_MIN = 18;
const COMMANDS_MORE = 18;
/** A run in this many has a ledger long enough that backfills read it outside the write lock. */
const LONG_RUN_EVERY = 40;
const LONG_RUN_REQUESTS = 3;
const LONG_RUN_EVENTS = 1_000;
/** A run in this many has a hold that is extended when its usage period is over and forgotten by the live counters. */
const TILL_RUN_EVERY = 10;
/** A run in this many works one desk so hard that its limits, raised and not, are reached. */
const DESK_RUN_EVERY = 5;
const DESK_COMMANDS = 14;
const TILL_STEPS = ["hold", "fill", "next day", "use", "grow", "grow"] as const;

export async function simulate(seed: number, options: SimulationOptions = {}): Promise<SimulationResult> {
  const run = new Simulation(seed, options);
  const violation = await run.run();
  const { trace, sad, steps } = run.machine;
  return { violation, trace: trace.digest(), lines: trace.lines, sad, steps };
}

class Simulation {
  readonly machine: SimulatedMachine;
  readonly #seed: number;
  readonly #chance: Chance;
  readonly #client: SimulatedClient;
  readonly #events: EventMaker;
  readonly #spends: SpendMaker;
  readonly #commands: CommandMaker;
  readonly #unanswered: Command[] = [];

  constructor(seed: number, { rules = ALL_RULES, isTold = false }: SimulationOptions) {
    this.#seed = seed;
    this.#chance = new Chance(seed);
    this.machine = new SimulatedMachine(this.#chance, new RunTrace(isTold), rules);
    const { events, spends, catalog } = this.machine;
    this.#client = new SimulatedClient(this.machine);
    this.#events = new EventMaker(this.#chance, events, STARTS_AT);
    this.#spends = new SpendMaker(this.#chance, this.#events, spends);
    const writes = new CatalogMaker(this.#chance, catalog, STARTS_AT);
    this.#commands = new CommandMaker(this.#chance, { events: this.#events, spends: this.#spends, catalog: writes });
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
    const { process, catalog } = this.machine;
    await process.start();
    for (const [operation, input] of WORLD) {
      const { data } = await answerOf<{ data: { id: string; version: number }[] }>(process, operation, input);
      if (operation === "upsertAssignments") catalog.assignments(data);
      if (operation === "upsertEntities") catalog.entities(data);
    }
  }

  async #safety(): Promise<void> {
    const { machine } = this;
    machine.scheduler.isOpen = false;
    const lanes = LANES_MIN + this.#chance.below(LANES_MORE);
    const commands = Math.ceil((COMMANDS_MIN + this.#chance.below(COMMANDS_MORE)) / lanes);
    if (this.#seed % LONG_RUN_EVERY === 0) machine.startLane(this.#runBulkLane());
    if (this.#seed % TILL_RUN_EVERY === 1) machine.startLane(this.#runTillLane());
    if (this.#seed % DESK_RUN_EVERY === 2) machine.startLane(this.#runDeskLane());
    for (let lane = 0; lane < lanes; lane += 1) machine.startLane(this.#runLane(commands));
    while (machine.lanes > 0 || !machine.process.isUp) await machine.step(true);
  }

  /** Faults are over: what got no answer is sent again, and now gets one; all of it survives one more power loss. */
  async #liveness(): Promise<void> {
    const { machine } = this;
    machine.crash(this.#chance.isWithin(0.5) ? "power" : "kill");
    while (!machine.process.isUp) await machine.step(false);
    machine.startLane(this.#resend());
    while (machine.lanes > 0) await machine.step(false);
    await machine.rest();
    await machine.audit();
    await auditQuiet(machine);
    machine.crash("power");
    while (!machine.process.isUp) await machine.step(false);
    // The audit that follows a restart is over, or has failed, by the next step.
    await machine.step(false);
  }

  async #resend(): Promise<void> {
    for (const command of this.#unanswered) {
      const fate = await this.#client.send(command);
      promise(fate === "answered", () => `without faults, a repeated ${command.kind} is not answered`);
      if (command.kind !== "ingest") continue;
      for (const event of command.events) {
        const isRecorded = event.ids !== null || this.#mayBeRefused(event);
        promise(isRecorded, () => `${event.name} is not recorded when sent again`);
      }
    }
  }

  /** Its key may stand for another event, and an amount may leave the range or what is left of an entry. */
  #mayBeRefused(event: SentEvent): boolean {
    if (event.wire.correctsEntryId !== undefined) return true;
    if (event.items?.some(({ capabilityId }) => capabilityId === "bulk")) return true;
    const { key, customerId } = event;
    const sharing = [...this.machine.events.all.values()].filter(
      (other) => other.key === key && other.customerId === customerId,
    );
    return sharing.length > 1;
  }

  async #runBulkLane(): Promise<void> {
    for (let request = 0; request < LONG_RUN_REQUESTS; request += 1) {
      await this.machine.scheduler.pass("lane", 0);
      await this.#send({ kind: "ingest", events: this.#events.bulk(LONG_RUN_EVENTS), withFigures: false });
    }
  }

  async #runTillLane(): Promise<void> {
    for (const step of TILL_STEPS) {
      await this.machine.scheduler.pass("lane", 0);
      const command = step === "next day" ? ({ kind: "clock", hours: 1 } as const) : this.#spends.till(step);
      if (command !== null) await this.#send(command);
    }
  }

  async #runDeskLane(): Promise<void> {
    for (let left = DESK_COMMANDS; left > 0; left -= 1) {
      await this.machine.scheduler.pass("lane", 0);
      await this.#send(this.#commands.desk());
    }
  }

  async #runLane(commands: number): Promise<void> {
    for (let left = commands; left > 0; left -= 1) {
      await this.machine.scheduler.pass("lane", 0);
      const command = this.#commands.next();
      const isAnswered = await this.#send(command);
      if (command.kind !== "ingest" || !this.#chance.isWithin(0.5)) continue;
      if (!this.machine.process.isUp) continue;
      // Whoever was answered sees his own write; who was not may send again at once.
      if (isAnswered) await this.#send(this.#commands.check(command.events[0] ?? null));
      else if (isRepeatable(command)) await this.#send(command);
    }
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
}

/** An event without a key would be counted anew, a check is of its moment. */
function isRepeatable(command: Command): boolean {
  if (command.kind === "ingest") return command.events.every(({ key }) => key !== null);
  return command.kind === "void" || command.kind === "catalog" || command.kind === "spend" || command.kind === "step";
}
