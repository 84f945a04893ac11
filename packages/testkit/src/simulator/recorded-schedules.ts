// Recorded schedules: for each protocol rule, seeds whose runs break a promise with the rule off and keep all with it on.
import type { RuleName } from "./protocol-rules.ts";

/** Found by `node scripts/simulate.ts --rules`; find them anew whenever the simulator chooses differently. */
export const RECORDED_SCHEDULES: Readonly<Record<RuleName, readonly number[]>> = {
  syncBeforeAcknowledge: [1, 2, 3],
  keysInTransaction: [4, 5, 14],
  oneTransaction: [1, 2, 3],
  settleAfterCommit: [1, 2, 4],
  rebuildAtStart: [1, 2, 3],
  ceilingsInLedger: [1, 21, 91],
  keysBeforeDenial: [5, 6, 7],
  planSeesBatch: [7, 21, 101],
  reservationsInTransaction: [1, 2, 3],
  reservationsAtStart: [1, 2, 3],
  reservationsInTurn: [3, 4, 5],
};
