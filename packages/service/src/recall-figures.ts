// Recall figures: what budgets held at an earlier position, summed from the ledger's entries up to it (R13, R41).
import { AHEAD_MAX_MS, type PastFigures } from "@purser/core";
import type { Engine } from "./engine.ts";
import type { SurveyQueue } from "./survey-queue.ts";

/** Entries that an explanation reads, five microseconds each: a quarter of a minute. Figures that need more are not told. */
const ENTRIES_MAX = 3_000_000;

export interface Recalling {
  readonly figures: PastFigures;
  readonly customer: number;
  /** Sequence of the last entry that counts. */
  readonly until: number;
}

/** Sets the figures of the nodes; false where too many entries would have to be read. */
export async function recallFigures(engine: Engine, scans: SurveyQueue, recalling: Recalling): Promise<boolean> {
  const { customer, until, figures } = recalling;
  const { nodes } = figures;
  if (nodes.length === 0) return true;
  const start = Math.min(...nodes.map(({ period }) => period?.start ?? Number.NEGATIVE_INFINITY));
  const after = start === Number.NEGATIVE_INFINITY ? 0 : await engine.ledger.sequenceBefore(start - AHEAD_MAX_MS);
  if (after >= until) return true;
  return scans.run(until - after, async () => {
    let read = 0;
    for await (const slice of engine.ledger.scan({ customer, after, until })) {
      for (const entry of slice) figures.add(entry);
      read += slice.length;
      if (read > ENTRIES_MAX) return false;
    }
    figures.settle();
    return true;
  });
}
