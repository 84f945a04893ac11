// The n-th store call fails: a fixed scenario in which one call is refused, finds a full disk, or sees its process die.
import { StoreFailure } from "@purser/service";
import { MovableClock } from "../runners/movable-clock.ts";
import { testIds } from "../runners/test-ids.ts";
import { CatalogPromises } from "./catalog-promises.ts";
import type { Command } from "./command-maker.ts";
import { LedgerFacts } from "./ledger-facts.ts";
import { ALL_RULES } from "./protocol-rules.ts";
import { answerOf, auditRun } from "./run-audit.ts";
import { RunTrace } from "./run-trace.ts";
import { noSadPaths } from "./sad-paths.ts";
import { Scheduler, settled } from "./scheduler.ts";
import { type SentEvent, SentEvents } from "./sent-event.ts";
import { CUSTOMER, WORLD } from "./simulated-catalog.ts";
import { type Fate, SimulatedClient } from "./simulated-client.ts";
import { SimulatedDisk } from "./simulated-disk.ts";
import { LostAnswer, SimulatedProcess, type SimulatedWorld } from "./simulated-process.ts";
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
    };
    this.#process = new SimulatedProcess(this.#world, 1);
    const run = this;
    this.#client = new SimulatedClient({
      events: this.#events,
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
    for (const make of SCENARIO) await this.#play(make(this.#events));
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
    const audited = { process: this.#process, facts: this.#facts(), events: this.#events, catalog: this.#catalog };
    await auditRun({ ...audited, now: this.#clock.now() });
  }

  #facts(): LedgerFacts {
    const facts = new LedgerFacts();
    facts.read(this.#disk.records());
    return facts;
  }
}

type MakeCommand = (events: SentEvents) => Command;

function usage(name: string, fields: Record<string, unknown>, ...items: SentEvent["items"] & object): MakeCommand {
  return (events) => ({ kind: "ingest", events: [add(events, name, { fields, items })], withFigures: true });
}

function add(
  events: SentEvents,
  name: string,
  made: { readonly fields: Record<string, unknown>; readonly items: NonNullable<SentEvent["items"]> },
): SentEvent {
  const standing = events.all.get(name);
  if (standing !== undefined) return standing;
  const { fields, items } = made;
  const sent = items.map(({ capabilityId, units }) => ({
    capabilityId,
    amount: capabilityId === "credits" ? units / 100 : units,
  }));
  const what = "correctsEntryId" in fields ? { amount: sent[0]?.amount } : { items: sent };
  const wire = {
    customerId: CUSTOMER,
    ...what,
    ...fields,
    metadata: { event: name, request: name },
    idempotencyKey: name,
  };
  return events.add({ name, customerId: CUSTOMER, key: name, wire, items });
}

const tokens = (units: number) => ({ capabilityId: "tokens", units });
const credits = (units: number) => ({ capabilityId: "credits", units });
const catalog = (operation: string, input: Record<string, unknown>): MakeCommand => {
  return () => ({ kind: "catalog", operation, input: { customerId: CUSTOMER, ...input } });
};
const assignment = { entityId: "t1", capabilityId: "credits", cadence: "P1D", usageLimit: 5 };

const SCENARIO: readonly MakeCommand[] = [
  usage("one", { dimensions: { agentId: "a1", model: "m1" } }, tokens(7)),
  usage("items", { dimensions: { agentId: "a1" } }, tokens(3), credits(25)),
  usage("newcomer", { dimensions: { userId: "u0", teamId: "t1" } }, tokens(4)),
  usage("one", { dimensions: { agentId: "a1", model: "m1" } }, tokens(7)),
  usage("late", { dimensions: { agentId: "a2" }, timestamp: "2026-03-09T10:00:00.000Z" }, tokens(5)),
  catalog("upsertAssignments", { assignments: [assignment] }),
  usage("corrected", { correctsEntryId: "ent_1" }, tokens(-2)),
  catalog("upsertEntities", { entities: [{ id: "a1", parentId: "t2" }] }),
  usage("moved", { dimensions: { agentId: "a1", model: "m1" } }, tokens(11), credits(1)),
  (events) => {
    const name = "void ent_2";
    const made = { name, customerId: CUSTOMER, key: null, wire: { metadata: { event: name } }, items: null };
    return { kind: "void", event: events.all.get(name) ?? events.add(made), entryId: "ent_2" };
  },
  catalog("upsertAssignments", { assignments: [{ ...assignment, cadence: "P1M", entityId: "a1" }] }),
  () => ({ kind: "verify" }),
];
