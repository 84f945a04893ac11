// Recorded schedules: for each protocol rule, seeds whose runs break a promise with the rule off and keep all with it on.
import type { RuleName } from "./protocol-rules.ts";

/** Found by `node scripts/simulate.ts --rules`; find them anew whenever the simulator chooses differently. */
export const RECORDED_SCHEDULES: Readonly<Record<RuleName, readonly number[]>> = {
  syncBeforeAcknowledge: [1, 2, 3],
  keysInTransaction: [9, 10, 16],
  oneTransaction: [3, 5, 6],
  settleAfterCommit: [1, 2, 3],
  rebuildAtStart: [1, 2, 3],
};
