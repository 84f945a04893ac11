// The clock of the model: Purser's now for a customer, and how far the wall clock may be from it (R16).
import { refuse } from "./refusal.ts";
import type { Draft } from "./state.ts";

/** How far a caller's clock may be ahead, and the wall clock behind. */
export const CLOCK_SKEW_MAX_MS = 5 * 60_000;

export function nowFor(draft: Draft, customerId: string, wall: number): number {
  const last = draft.entries.findLast((entry) => entry.customerId === customerId);
  return Math.max(wall, last?.recordedAt ?? wall);
}

/** A wall clock too far behind it writes nothing. */
export function writeNow(draft: Draft, customerId: string, wall: number): number {
  const now = nowFor(draft, customerId, wall);
  return now - wall > CLOCK_SKEW_MAX_MS ? refuse("ClockBehind") : now;
}
