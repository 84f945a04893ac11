// The SQLite runner: operations on the real embedded store, each scenario in a directory of its own.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LiveCounters } from "@purser/store-memory";
import { openSqliteStore } from "@purser/store-sql";
import type { Runner, System } from "../scenario.ts";
import { MovableClock } from "./movable-clock.ts";
import { OperationsSystem } from "./operations-system.ts";
import { testIds } from "./test-ids.ts";

export const sqliteRunner: Runner = {
  name: "sqlite",
  async start(clockMs): Promise<System> {
    const directory = await mkdtemp(join(tmpdir(), "purser-scenario-"));
    const clock = new MovableClock(clockMs);
    const ids = testIds();
    const open = async () => {
      const store = await openSqliteStore({ directory, onFailure: () => {} });
      const { ledger, catalog } = store;
      const system = await OperationsSystem.start({
        ledger,
        catalog,
        clock,
        ids,
        makeCounters: () => new LiveCounters(),
      });
      return { store, system };
    };
    let running = await open();
    return {
      call: (operation, input) => running.system.call(operation, input),
      setClock: (ms) => clock.set(ms),
      restart: async () => {
        await running.system.stop();
        await running.store.close();
        running = await open();
      },
      stop: async () => {
        await running.store.close();
        await rm(directory, { recursive: true, force: true });
      },
    };
  },
};
