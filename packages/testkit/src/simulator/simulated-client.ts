// A simulated client: sends commands, checks every answer against the ledger, and remembers what was left unanswered.
import type { Answer } from "@purser/contract";
import { flushDenials } from "@purser/service";
import type { Outcome } from "../scenario.ts";
import type { CatalogPromises } from "./catalog-promises.ts";
import type { Command } from "./command-maker.ts";
import { entriesAt, judgeBudgets, judgeDecision } from "./figure-judge.ts";
import type { LedgerFacts } from "./ledger-facts.ts";
import type { RunTrace } from "./run-trace.ts";
import type { SadCounts } from "./sad-paths.ts";
import type { IngestResult, SentEvent, SentEvents } from "./sent-event.ts";
import type { SentSpends } from "./sent-spend.ts";
import { LostAnswer, type SimulatedProcess } from "./simulated-process.ts";
import { type Asked, type Fate, SpendingClient } from "./spending-client.ts";
import { promise, Violation } from "./violation.ts";

export interface ClientWorld {
  readonly events: SentEvents;
  readonly spends: SentSpends;
  readonly catalog: CatalogPromises;
  readonly trace: RunTrace;
  readonly sad: SadCounts;
  readonly process: SimulatedProcess;
  /** The ledger as it stands on the disk now. */
  facts(): LedgerFacts;
  now(): number;
  setClock(hours: number): void;
}

const AWAY: ReadonlySet<string> = new Set(["StoreUnavailable", "DiskFull"]);

export class SimulatedClient {
  readonly #world: ClientWorld;
  readonly #spending: SpendingClient;

  constructor(world: ClientWorld) {
    this.#world = world;
    this.#spending = new SpendingClient(world, (asked, judge) => this.#ask(asked, judge));
  }

  send(command: Command): Promise<Fate> {
    switch (command.kind) {
      case "ingest":
        return this.#ingest(command);
      case "void":
        return this.#void(command);
      case "check":
        return this.#check(command);
      case "catalog":
        return this.#write(command);
      case "verify":
        return this.verify();
      case "list":
        return this.#list();
      case "flush":
        return this.#aside(({ system }) => flushDenials(system.engine));
      case "sweep":
        return this.#aside(({ system }) => system.sweep());
      case "spend":
        return this.#spending.spend(command.spend);
      case "step":
        return this.#spending.step(command);
      case "clock":
        this.#world.setClock(command.hours);
        return Promise.resolve("answered");
    }
  }

  async verify(): Promise<Fate> {
    return this.#asked("verify", {}, (answer: Answer<"verify">) => {
      promise(answer.driftedCount === 0, () => `verify found ${JSON.stringify(answer.drifted)}`);
    });
  }

  async #ingest({ events, withFigures }: Extract<Command, { kind: "ingest" }>): Promise<Fate> {
    const input = { events: events.map(({ wire }) => wire), figures: withFigures };
    return this.#sendEvents(events, { operation: "ingest", input }, (answer: Answer<"ingest">) => {
      this.#judgePosition(answer.position, answer.data);
      return answer.data;
    });
  }

  async #void({ event, entryId }: Extract<Command, { kind: "void" }>): Promise<Fate> {
    const input = { customerId: event.customerId, entryId, ...event.wire };
    return this.#sendEvents([event], { operation: "voidLedgerEntry", input }, (answer: Answer<"voidLedgerEntry">) => [
      answer,
    ]);
  }

  async #sendEvents<Answered>(
    events: readonly SentEvent[],
    { operation, input }: { readonly operation: string; readonly input: Record<string, unknown> },
    resultsOf: (answer: Answered) => readonly IngestResult[],
  ): Promise<Fate> {
    for (const event of events) event.open += 1;
    let isAnswered = false;
    try {
      const fate = await this.#asked(operation, input, (answer: Answered) => {
        isAnswered = true;
        for (const [index, result] of resultsOf(answer).entries()) this.#told(events[index], result);
      });
      return fate;
    } catch (error) {
      if (error instanceof LostAnswer) for (const event of events) event.wasLost ||= event.ids === null;
      throw error;
    } finally {
      for (const event of events) {
        event.open -= 1;
        event.isUncertain ||= !isAnswered;
      }
    }
  }

  #told(event: SentEvent | undefined, result: IngestResult): void {
    if (event === undefined) throw new Violation("an answer has more results than its request had events");
    const { events, sad } = this.#world;
    const facts = this.#world.facts();
    const isNews = event.wasLost && event.ids === null;
    events.answered(event, result, facts);
    judgeBudgets({ facts, customerId: event.customerId, now: this.#world.now() }, result);
    if (!isNews || result.status === "rejected") return;
    const wasThere = result.status === "duplicate" ? "recorded before" : "not recorded before";
    sad[`repeat after a lost answer, ${wasThere}`] += 1;
    event.wasLost = false;
  }

  /** Whoever was answered sees his own write, and everything that anybody was told of before he asked. */
  #judgePosition(position: string, results: readonly IngestResult[]): void {
    for (const result of results) {
      if (result.status === "rejected") continue;
      const last = Math.max(...result.ledgerEntryIds.map((id) => Number.parseInt(id.slice(4), 36)));
      promise(entriesAt(position) >= last, () => `the position ${position} does not cover entry ${last}`);
    }
  }

  async #check({ customerId, input }: Extract<Command, { kind: "check" }>): Promise<Fate> {
    const { head } = this.#world.events;
    return this.#asked("check", { ...input, atLeast: `p1.${head.toString(36)}` }, (answer: Answer<"check">) => {
      promise(entriesAt(answer.position) >= head, () => `a check at ${answer.position} misses entry ${head}`);
      judgeDecision(
        { facts: this.#world.facts(), customerId, now: this.#world.now() },
        Number(input.requestedUsage ?? 1),
        answer,
      );
    });
  }

  async #write({ operation, input }: Extract<Command, { kind: "catalog" }>): Promise<Fate> {
    const { catalog } = this.#world;
    if (operation === "createException") {
      return this.#asked(operation, input, (answer: Answer<"createException">) => catalog.raise(answer));
    }
    if (operation === "revokeException") {
      return this.#asked(operation, input, () => catalog.revoked(String(input.exceptionId)));
    }
    const deleted = deletedBy(operation, input);
    catalog.deleting(deleted);
    return this.#asked(operation, input, (answer: { readonly data: readonly { id: string; version: number }[] }) => {
      if (operation === "upsertAssignments") catalog.assignments(answer.data);
      if (operation === "upsertEntities" || operation === "unarchiveEntities") catalog.entities(answer.data);
      catalog.deleted(deleted);
    });
  }

  async #list(): Promise<Fate> {
    return this.#asked("listLedger", { customerId: "acme", limit: "100" }, (answer: Answer<"listLedger">) => {
      const facts = this.#world.facts();
      for (const row of answer.data) {
        const kept = facts.entries[Number.parseInt(row.id.slice(4), 36) - 1];
        const isKept = kept?.capabilityId === row.capabilityId && kept.entry.timestamp === Date.parse(row.timestamp);
        promise(isKept, () => `listLedger shows ${row.id}, which the disk does not have so`);
      }
    });
  }

  /** What a process does by itself, at a moment that chance has chosen. */
  async #aside(work: (process: SimulatedProcess) => Promise<void>): Promise<Fate> {
    const { process } = this.#world;
    try {
      await process.survive(work(process));
      return "answered";
    } catch (error) {
      if (isAway(error)) return "unanswered";
      throw error;
    }
  }

  #asked<Answered>(
    operation: string,
    input: Readonly<Record<string, unknown>>,
    judge: (answer: Answered) => void,
  ): Promise<Fate> {
    return this.#ask({ operation, input }, judge);
  }

  async #ask<Answered>({ operation, input, refused }: Asked, judge: (answer: Answered) => void): Promise<Fate> {
    const { trace } = this.#world;
    trace.note(`send ${operation}`, input);
    const outcome: Outcome = await this.#world.process.call(operation, input);
    trace.note(`answer ${operation}`, outcome);
    if ("answer" in outcome) {
      judge(outcome.answer as Answered);
      return "answered";
    }
    const { code } = outcome.problem;
    // So few requests never wait too long, nor is a plan made again without end.
    promise(code !== "Overloaded", () => `${operation} is refused as too much: ${outcome.problem.detail}`);
    if (AWAY.has(code)) return "unanswered";
    if (code === "AllocationConflict" || code === "NoParentBudget") {
      this.#world.sad["catalog write refused by what is carved"] += 1;
    }
    refused?.(code);
    return "answered";
  }
}

const isAway = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && AWAY.has(String(error.code));

function deletedBy(operation: string, input: Record<string, unknown>): string[] {
  if (operation === "deleteAssignment") return [String(input.assignmentId)];
  return operation === "upsertAssignments" ? ((input.deleteIds as string[] | undefined) ?? []) : [];
}
