// What a player of faults is told: which scenarios have noticed one already, and whether only some are to be played.

/** Name of the variable that holds it as JSON. */
export const PLAN = "PURSER_PLAY_PLAN";

/** Scenarios stand as `subject: name`. */
export interface PlayPlan {
  readonly noticing: readonly string[];
  /** Each of these on every fault; left out: a fault is played until it is noticed. */
  readonly only?: readonly string[];
}

export const subjectOf = (name: string): string => name.split(": ", 1)[0] ?? "";
