// Flush denials: writes changed denial records through the write queue; a crash loses at most what was not flushed (R25).
import type { Engine } from "./engine.ts";
import type { Transaction } from "./ports.ts";

export async function flushDenials(engine: Engine): Promise<void> {
  const denials = engine.denials.take();
  if (denials.length === 0) return;
  try {
    await engine.queue.alone(async () => {
      const transaction: Transaction = {
        at: engine.clock.now(),
        actor: "purser",
        changes: [],
        keys: [],
        entries: [],
        moves: [],
        firstEntries: [],
        dropped: [],
        figures: [],
        denials,
      };
      await engine.ledger.commit(transaction);
    });
  } catch (error) {
    engine.denials.untake(denials);
    throw error;
  }
}
