// Recorded schedules: for each protocol rule, seeds whose runs break a promise with the rule off and keep all with it on.
import type { RuleName } from "./protocol-rules.ts";

/** Found by `node scripts/simulate.ts --rules`; find them anew whenever the simulator chooses differently. */
export const RECORDED_SCHEDULES: Readonly<Record<RuleName, readonly number[]>> = {
  syncBeforeAcknowledge: [1, 2, 3],
  keysInTransaction: [2, 5, 11],
  oneTransaction: [1, 2, 3],
  settleAfterCommit: [1, 2, 3],
  rebuildAtStart: [1, 2, 3],
  ceilingsInLedger: [1, 71, 101],
  carvedFiguresInLedger: [12, 13, 31],
  keysBeforeDenial: [1, 4, 8],
  planSeesBatch: [7, 10, 27],
  reservationsInTransaction: [1, 2, 3],
  reservationsAtStart: [1, 2, 3],
  reservationsInTurn: [1, 5, 6],
};
