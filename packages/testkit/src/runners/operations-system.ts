// A system made of operations alone: no wire, no server; input is parsed as the wire's would be.
import { type OperationName, PROBLEM_CODES, parseInput, ROUTES, splitInput } from "@purser/contract";
import type { Snapshot } from "@purser/core";
import type { Catalog, Clock, Ledger } from "@purser/service";
import {
  answerProblem,
  type Caller,
  type Counters,
  type Engine,
  ensureLiveEnvironment,
  flushDenials,
  type Ids,
  makeOperations,
  type Operations,
  startEngine,
  sweepReservations,
} from "@purser/service";
import type { Outcome, ProblemAnswer } from "../scenario.ts";

export interface SystemParts {
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly ids: Ids;
  makeCounters(snapshot: Snapshot): Counters;
}

const REQUEST_ID_BYTES = 12;

export class OperationsSystem {
  readonly engine: Engine;
  readonly #operations: Operations;
  readonly #as: Pick<Caller, "environment" | "access">;

  private constructor(engine: Engine, operations: Operations, as: Pick<Caller, "environment" | "access">) {
    this.engine = engine;
    this.#operations = operations;
    this.#as = as;
  }

  static async start(parts: SystemParts): Promise<OperationsSystem> {
    const engine = await startEngine(parts);
    const environment = await ensureLiveEnvironment(engine);
    const signer = { sign: (text: string) => parts.ids.digest(`signed ${text}`) };
    const operations = makeOperations(engine, { cursors: signer, keys: signer, backups: null });
    return new OperationsSystem(engine, operations, { environment, access: "root" });
  }

  /** The same system seen with a key of another environment, made for it. */
  async inEnvironment(id: string): Promise<OperationsSystem> {
    await this.call("upsertEnvironment", { id });
    const state = this.engine.snapshot.environmentsById.get(id);
    if (state === undefined) throw new Error(`no environment ${id}`);
    return new OperationsSystem(this.engine, this.#operations, { environment: state.row.number, access: "full" });
  }

  async call(name: string, flat: Readonly<Record<string, unknown>>): Promise<Outcome> {
    const requestId = this.engine.ids.random(REQUEST_ID_BYTES);
    try {
      if (!(name in ROUTES)) throw new Error(`there is no operation "${name}"`);
      const parsed = parseInput(name as OperationName, splitInput(name as OperationName, flat));
      if (!parsed.ok) return { problem: { ...parsed.problem, status: PROBLEM_CODES[parsed.problem.code].status } };
      const operation = this.#operations[name as OperationName] as (
        caller: unknown,
        input: unknown,
      ) => Promise<unknown>;
      const caller = { ...this.#as, actor: "library", requestId };
      return { answer: await operation(caller, parsed.value) };
    } catch (error) {
      return { problem: problemOf(error, requestId) };
    }
  }

  /** What a process does four times a second. */
  async sweep(): Promise<void> {
    await sweepReservations(this.engine);
  }

  /** What a process does when it ends in good order. */
  async stop(): Promise<void> {
    await flushDenials(this.engine);
    await this.engine.queue.drained();
  }
}

function problemOf(error: unknown, requestId: string): ProblemAnswer {
  const problem = answerProblem(error, requestId);
  // A bug must show where it is, not as a worded 500.
  if (problem.code === "Internal") throw error;
  return problem;
}
