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
  makeRequestIds,
  type Operations,
  type OperationsBeside,
  openConsoleToken,
  ProblemError,
  requirePermission,
  startEngine,
  sweepReservations,
} from "@purser/service";
import type { Outcome, ProblemAnswer } from "../scenario.ts";
import { testSeal } from "./test-seal.ts";

export interface SystemParts {
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly ids: Ids;
  makeCounters(snapshot: Snapshot): Counters;
}

interface SystemInside {
  readonly engine: Engine;
  readonly operations: Operations;
  readonly beside: OperationsBeside;
  makeRequestId(this: void): string;
}

export class OperationsSystem {
  readonly #system: SystemInside;
  readonly #as: Omit<Caller, "requestId">;

  private constructor(system: SystemInside, as: Omit<Caller, "requestId">) {
    this.#system = system;
    this.#as = as;
  }

  get engine(): Engine {
    return this.#system.engine;
  }

  static async start(parts: SystemParts): Promise<OperationsSystem> {
    const engine = await startEngine(parts);
    const environment = await ensureLiveEnvironment(engine);
    const signer = { sign: (text: string) => parts.ids.digest(`signed ${text}`) };
    const beside = { cursors: signer, keys: signer, tokenIds: signer, tokens: testSeal(parts.ids), backups: null };
    const system = {
      engine,
      beside,
      operations: makeOperations(engine, beside),
      makeRequestId: makeRequestIds(parts.ids),
    };
    return new OperationsSystem(system, { environment, access: "root", actor: "library" });
  }

  /** The same system seen with a key of another environment, made for it. */
  async inEnvironment(id: string): Promise<OperationsSystem> {
    await this.call("upsertEnvironment", { id });
    const state = this.engine.snapshot.environmentsById.get(id);
    if (state === undefined) throw new Error(`no environment ${id}`);
    return new OperationsSystem(this.#system, { ...this.#as, environment: state.row.number, access: "full" });
  }

  /** `token` is a console token; API keys are judged at a door, which there is none of here. */
  async call(name: string, flat: Readonly<Record<string, unknown>>, token?: string): Promise<Outcome> {
    const requestId = this.#system.makeRequestId();
    try {
      if (!(name in ROUTES)) throw new Error(`there is no operation "${name}"`);
      const caller = { ...(await this.#callerFor(token)), requestId };
      requirePermission(caller, ROUTES[name as OperationName].permission);
      const parsed = parseInput(name as OperationName, splitInput(name as OperationName, flat));
      if (!parsed.ok) return { problem: { ...parsed.problem, status: PROBLEM_CODES[parsed.problem.code].status } };
      const operation = this.#system.operations[name as OperationName] as (
        caller: unknown,
        input: unknown,
      ) => Promise<unknown>;
      return { answer: await operation(caller, parsed.value) };
    } catch (error) {
      return { problem: problemOf(error, requestId) };
    }
  }

  async #callerFor(token: string | undefined): Promise<Omit<Caller, "requestId">> {
    if (token === undefined) return this.#as;
    const { engine, beside } = this.#system;
    const caller = (await openConsoleToken(engine, beside.tokens, token))?.();
    if (caller == null) throw new ProblemError("Unauthenticated", "This is no console token that is good now.");
    return caller;
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
