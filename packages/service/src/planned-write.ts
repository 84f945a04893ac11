// A planned write: one request's plan in the write queue, and what it came to when it was durable.
import type { Caller } from "./caller.ts";
import type { Engine } from "./engine.ts";
import type { EntryBatch } from "./entry-batch.ts";

export interface PlannedWork<Fate> {
  /** How many entries it appends at most. */
  readonly weight: number;
  readonly isSettlement: boolean;
  /** Reads what the plan needs, when its turn has come. */
  load?(): Promise<void> | null;
  /** Never throws: others share the transaction. Called again when the transaction was refused. */
  plan(batch: EntryBatch): Fate;
}

export function planWrite<Fate>(engine: Engine, caller: Caller, work: PlannedWork<Fate>): Promise<Fate> {
  return new Promise((resolve, reject) => {
    let fate: { readonly came: Fate } | null = null;
    engine.queue.submit({
      caller,
      weight: work.weight,
      isSettlement: work.isSettlement,
      load: () => work.load?.() ?? null,
      plan: (batch) => {
        fate = { came: work.plan(batch) };
      },
      finish: () => {
        if (fate !== null) resolve(fate.came);
      },
      fail: reject,
    });
  });
}
