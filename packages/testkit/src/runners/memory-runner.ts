// The memory runner: operations on the memory store and live counters, with restarts and outages.
import { StoreFailure } from "@purser/service";
import { LiveCounters, MemoryDisk, openMemoryStore, type StoreCall } from "@purser/store-memory";
import type { Runner, StoreState, System } from "../scenario.ts";
import { MovableClock } from "./movable-clock.ts";
import { OperationsSystem } from "./operations-system.ts";
import { testIds } from "./test-ids.ts";

export const memoryRunner: Runner = {
  name: "memory",
  async start(clockMs): Promise<System> {
    const running = new MemoryProcess(clockMs);
    await running.start();
    return {
      call: (operation, input, token) => running.system.call(operation, input, token),
      setClock: (ms) => {
        running.clock.set(ms);
        return running.system.sweep();
      },
      restart: () => running.restart(),
      setStore: (state) => {
        running.store = state;
      },
      stop: () => running.close(),
    };
  },
};

class MemoryProcess {
  readonly clock: MovableClock;
  readonly #disk = new MemoryDisk();
  readonly #ids = testIds();
  store: StoreState = "back";
  #system: OperationsSystem | null = null;
  close: () => Promise<void> = async () => {};

  constructor(clockMs: number) {
    this.clock = new MovableClock(clockMs);
  }

  get system(): OperationsSystem {
    if (this.#system === null) throw new Error("the system is not started");
    return this.#system;
  }

  async start(): Promise<void> {
    const { ledger, catalog, close } = openMemoryStore({ disk: this.#disk, gate: (call) => this.#pass(call) });
    this.close = close;
    const { clock } = this;
    this.#system = await OperationsSystem.start({
      ledger,
      catalog,
      clock,
      ids: this.#ids,
      makeCounters: () => new LiveCounters(),
    });
  }

  async restart(): Promise<void> {
    await this.system.stop();
    await this.close();
    await this.start();
  }

  async #pass(call: StoreCall): Promise<void> {
    if (this.store === "away") throw new StoreFailure("StoreUnavailable", "The ledger is away.");
    if (this.store === "full" && call === "write") throw new StoreFailure("DiskFull", "The disk is full.");
  }
}
