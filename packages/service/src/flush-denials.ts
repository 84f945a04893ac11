// Flush denials: writes changed denial records through the write queue; a crash loses at most what was not flushed (R25).
import { textOf } from "./denial-log.ts";
import { EMPTY_TRANSACTION } from "./empty-transaction.ts";
import type { Engine } from "./engine.ts";
import type { Transaction } from "./ports.ts";

export async function flushDenials(engine: Engine): Promise<void> {
  await completeRecords(engine);
  if (!engine.denials.isDirty) return;
  await engine.queue.alone(() => writeRecords(engine));
}

/** Taken when nothing else writes: what an erasure has rewritten is not written as it was before. */
async function writeRecords(engine: Engine): Promise<void> {
  const denials = engine.denials.take();
  if (denials.length === 0) return;
  const transaction: Transaction = {
    ...EMPTY_TRANSACTION,
    at: engine.clock.now(),
    actor: "purser",
    denials,
  };
  try {
    await engine.ledger.commit(transaction);
  } catch (error) {
    engine.denials.untake(denials);
    throw error;
  }
}

/** A record that this process has just begun may have been written before; it goes on from there. */
async function completeRecords(engine: Engine): Promise<void> {
  for (const record of engine.denials.incomplete()) {
    const { customer, entity, capability } = record;
    const written = await engine.ledger.denials({ customer, entity, capability });
    engine.denials.complete(record, written.find((one) => textOf(one) === textOf(record)) ?? null);
  }
}
