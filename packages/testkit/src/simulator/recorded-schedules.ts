// Recorded schedules: for each protocol rule, seeds whose runs break a promise with the rule off and keep all with it on.
import type { RuleName } from "./protocol-rules.ts";

/** Found by `node scripts/simulate.ts --rules`; find them anew whenever the simulator chooses differently. */
export const RECORDED_SCHEDULES: Readonly<Record<RuleName, readonly number[]>> = {
  syncBeforeAcknowledge: [2, 3, 4],
  keysInTransaction: [2, 5, 9],
  oneTransaction: [1, 2, 3],
  settleAfterCommit: [1, 2, 3],
  rebuildAtStart: [1, 2, 3],
  ceilingsInLedger: [1, 71, 101],
  carvedFiguresInLedger: [3, 12, 13],
  keysBeforeDenial: [3, 8, 9],
  planSeesBatch: [1, 5, 7],
  reservationsInTransaction: [1, 2, 3],
  reservationsAtStart: [1, 2, 3],
  reservationsInTurn: [1, 2, 5],
};
