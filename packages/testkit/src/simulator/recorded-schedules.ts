// Recorded schedules: for each protocol rule, seeds whose runs break a promise with the rule off and keep all with it on.
import type { RuleName } from "./protocol-rules.ts";

/** Found by `node scripts/simulate.ts --rules`; find them anew whenever the simulator chooses differently. */
export const RECORDED_SCHEDULES: Readonly<Record<RuleName, readonly number[]>> = {
  syncBeforeAcknowledge: [1, 2, 3],
  keysInTransaction: [1, 2, 3],
  oneTransaction: [1, 2, 3],
  settleAfterCommit: [2, 3, 4],
  rebuildAtStart: [1, 2, 3],
  ceilingsInLedger: [1, 11, 51],
  carvedFiguresInLedger: [13, 22, 29],
  keysBeforeDenial: [1, 2, 11],
  planSeesBatch: [1, 7, 11],
  reservationsInTransaction: [1, 2, 3],
  reservationsAtStart: [1, 2, 3],
  reservationsInTurn: [1, 2, 3],
};
