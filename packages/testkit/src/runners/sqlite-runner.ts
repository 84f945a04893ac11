// The SQLite runner: operations on the real embedded store, one for all scenarios that can share it, each in its own environment.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LiveCounters } from "@purser/store-memory";
import { openSqliteStore, type SqliteStore } from "@purser/store-sql";
import type { Runner, System } from "../scenario.ts";
import { MovableClock } from "./movable-clock.ts";
import { OperationsSystem } from "./operations-system.ts";
import { needsOwnInstallation } from "./scenario-needs.ts";
import { testIds } from "./test-ids.ts";

export const sqliteRunner: Runner = {
  name: "sqlite",
  async start(clockMs, scenario): Promise<System> {
    if (needsOwnInstallation(scenario)) {
      const own = await SqliteProcess.start(clockMs);
      return {
        call: (operation, input, token) => own.system.call(operation, input, token),
        setClock: (ms) => {
          own.clock.set(ms);
          return own.system.sweep();
        },
        restart: () => own.restart(),
        stop: () => own.stop(),
      };
    }
    shared ??= SqliteProcess.start(clockMs);
    const { system, clock } = await shared;
    clock.set(clockMs);
    environments += 1;
    const inside = await system.inEnvironment(`scenario-${environments}`);
    return {
      call: (operation, input, token) => inside.call(operation, input, token),
      setClock: (ms) => {
        clock.set(ms);
        return system.sweep();
      },
      stop: async () => {},
    };
  },
  stop: async () => (await shared)?.stop(),
};

let shared: Promise<SqliteProcess> | null = null;
let environments = 0;

class SqliteProcess {
  readonly clock: MovableClock;
  readonly #directory: string;
  readonly #ids = testIds();
  #system: OperationsSystem | null = null;
  #store: SqliteStore | null = null;

  private constructor(clockMs: number, directory: string) {
    this.clock = new MovableClock(clockMs);
    this.#directory = directory;
  }

  static async start(clockMs: number): Promise<SqliteProcess> {
    const running = new SqliteProcess(clockMs, await mkdtemp(join(tmpdir(), "purser-scenario-")));
    await running.#open();
    return running;
  }

  get system(): OperationsSystem {
    if (this.#system === null) throw new Error("the system is not started");
    return this.#system;
  }

  async restart(): Promise<void> {
    await this.#system?.stop();
    await this.#store?.close();
    await this.#open();
  }

  async stop(): Promise<void> {
    await this.#store?.close();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #open(): Promise<void> {
    this.#store = await openSqliteStore({ directory: this.#directory, onFailure: () => {} });
    const { ledger, catalog } = this.#store;
    const makeCounters = () => new LiveCounters();
    this.#system = await OperationsSystem.start({ ledger, catalog, clock: this.clock, ids: this.#ids, makeCounters });
  }
}
