// The n-th store call fails: a fixed scenario in which one call is refused, finds a full disk, or sees its process die.
import { StoreFailure } from "@purser/service";
import { MovableClock } from "../runners/movable-clock.ts";
import { testIds } from "../runners/test-ids.ts";
import { CatalogPromises } from "./catalog-promises.ts";
import type { Command } from "./command-maker.ts";
import { LedgerFacts } from "./ledger-facts.ts";
import { LedgerJudge } from "./ledger-judge.ts";
import { SCENARIO } from "./nth-call-scenario.ts";
import { ALL_RULES } from "./protocol-rules.ts";
import { answerOf, auditRun } from "./run-audit.ts";
import { RunTrace } from "./run-trace.ts";
import { noSadPaths } from "./sad-paths.ts";
import { Scheduler, settled } from "./scheduler.ts";
import { SentEvents } from "./sent-event.ts";
import { SentSpends } from "./sent-spend.ts";
import { WORLD } from "./simulated-catalog.ts";
import { SimulatedClient } from "./simulated-client.ts";
import { SimulatedDisk } from "./simulated-disk.ts";
import { LostAnswer, SimulatedProcess, type SimulatedWorld } from "./simulated-process.ts";
import type { Fate } from "./spending-client.ts";
import { promise } from "./violation.ts";

export const CALL_FAILURES = ["StoreUnavailable", "DiskFull", "power", "kill"] as const;
export type CallFailure = (typeof CALL_FAILURES)[number];

const HOUR = 3_600_000;
const STARTS_AT = Date.UTC(2026, 2, 10, 12);

/** Runs the scenario with its n-th call failing; answers how many calls were made. */
export async function failNthCall(nth: number, failure: CallFailure | null): Promise<number> {
  const run = new NthCallRun(nth, failure);
  await run.run();
  return run.calls;
}

class NthCallRun {
  calls = 0;
  readonly #nth: number;
  readonly #failure: CallFailure | null;
  readonly #scheduler = new Scheduler();
  readonly #clock = new MovableClock(STARTS_AT);
  readonly #events = new SentEvents();
  readonly #spends = new SentSpends();
  readonly #catalog = new CatalogPromises();
  readonly #disk = new SimulatedDisk(true);
  readonly #client: SimulatedClient;
  readonly #world: SimulatedWorld;
  #process: SimulatedProcess;
  #mustRestart = false;

  constructor(nth: number, failure: CallFailure | null) {
    this.#nth = nth;
    this.#failure = failure;
    const sad = noSadPaths();
    this.#world = {
      scheduler: this.#scheduler,
      disk: this.#disk,
      clock: this.#clock,
      ids: testIds(),
      rules: ALL_RULES,
      keys: new Map(),
      sad,
      isCarvedLate: () => false,
    };
    this.#process = new SimulatedProcess(this.#world, 1);
    const run = this;
    this.#client = new SimulatedClient({
      events: this.#events,
      spends: this.#spends,
      catalog: this.#catalog,
      trace: new RunTrace(false),
      sad,
      get process() {
        return run.#process;
      },
      facts: () => this.#facts(),
      now: () => this.#clock.now(),
      setClock: (hours) => this.#clock.set(this.#clock.now() + hours * HOUR),
    });
  }

  async run(): Promise<void> {
    await this.#process.start();
    for (const [operation, input] of WORLD) await answerOf(this.#process, operation, input);
    for (const make of SCENARIO) await this.#play(make(this.#events, this.#spends));
    await this.#restart("power");
  }

  /** Sends the command; after its call has failed, again: then it must be answered, and everything be told once. */
  async #play(command: Command): Promise<void> {
    const fate = await this.#send(command);
    if (this.#mustRestart) await this.#restart("kill");
    if (!this.#process.isUp) await this.#restart("power");
    await this.#audit();
    if (fate === "answered") return;
    const again = await this.#send(command);
    promise(again === "answered", () => `a repeated ${command.kind} is not answered`);
    if (command.kind !== "ingest") return;
    for (const { name, ids } of command.events) promise(ids !== null, () => `${name} is not recorded when sent again`);
  }

  async #send(command: Command): Promise<Fate> {
    this.#scheduler.isOpen = false;
    let fate: Fate | null = null;
    let failed: unknown = null;
    this.#client.send(command).then(
      (told) => {
        fate = told;
      },
      (error: unknown) => {
        if (error instanceof LostAnswer) fate = "unanswered";
        else failed = error;
      },
    );
    for (await settled(); fate === null && failed === null; await settled()) this.#release();
    this.#scheduler.isOpen = true;
    if (failed !== null) throw failed;
    return fate ?? "unanswered";
  }

  #release(): void {
    const [next] = this.#scheduler.parked;
    promise(next !== undefined, () => "everything waits, and nothing is under way");
    if (next === undefined) return;
    this.#scheduler.drop(next);
    this.calls += 1;
    const failure = this.calls === this.#nth ? this.#failure : null;
    if (failure === "power" || failure === "kill") {
      this.#process.die();
      if (failure === "kill") this.#disk.kill();
      else this.#disk.crash();
    } else if (failure === null || (failure === "DiskFull" && next.name !== "write")) {
      next.go();
    } else {
      this.#mustRestart = next.name === "sync" || next.name === "acknowledge";
      next.fail(new StoreFailure(failure, "The call was made to fail."));
    }
  }

  async #restart(crash: "power" | "kill"): Promise<void> {
    this.#mustRestart = false;
    this.#process.die();
    if (crash === "kill") this.#disk.kill();
    else this.#disk.crash();
    this.#process = new SimulatedProcess(this.#world, this.#process.number + 1);
    await this.#process.start();
    await this.#audit();
  }

  async #audit(): Promise<void> {
    const judge = new LedgerJudge(new WeakSet());
    judge.read(this.#disk.records());
    await auditRun({
      process: this.#process,
      facts: this.#facts(),
      events: this.#events,
      spends: this.#spends,
      judge: () => judge,
      catalog: this.#catalog,
      now: this.#clock.now(),
    });
  }

  #facts(): LedgerFacts {
    const facts = new LedgerFacts();
    facts.read(this.#disk.records());
    return facts;
  }
}
