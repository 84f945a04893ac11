// What players of faults are told of each other's plays.

/** The environment's variable that names, as JSON, the scenarios that have noticed a fault already. */
export const NOTICING = "PURSER_NOTICING";
