// The core runner: the rules alone; nothing is counted ahead, every figure is folded from the entries when it is asked for.
import type { LedgerEntry } from "@purser/core";
import { MemoryDisk, openMemoryStore } from "@purser/store-memory";
import type { Runner, System } from "../scenario.ts";
import { FoldingCounters } from "./folding-counters.ts";
import { MovableClock } from "./movable-clock.ts";
import { OperationsSystem } from "./operations-system.ts";
import { testIds } from "./test-ids.ts";

export const coreRunner: Runner = {
  name: "core",
  async start(clockMs): Promise<System> {
    const clock = new MovableClock(clockMs);
    const disk = new MemoryDisk();
    const { ledger, catalog, close } = openMemoryStore({ disk });
    const system = await OperationsSystem.start({
      ledger,
      catalog,
      clock,
      ids: testIds(),
      makeCounters: (snapshot) => new FoldingCounters(snapshot, () => entriesOn(disk)),
    });
    return {
      call: (operation, input, token) => system.call(operation, input, token),
      setClock: (ms) => {
        clock.set(ms);
        return system.sweep();
      },
      stop: close,
    };
  },
};

function entriesOn(disk: MemoryDisk): LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  for (const record of disk.records()) {
    if (record.kind !== "transaction") continue;
    for (const entry of record.transaction.entries) entries.push({ ...entry, sequence: entries.length + 1 });
  }
  return entries;
}
