// A reservation: an amount held at every matching budget until it is committed, released or expires; each ends once (R26, R27).

export type ReservationState = "open" | "committed" | "released" | "expired";

/** One capability of a reservation, in units. */
export interface ReservedItem {
  readonly capability: number;
  /** What was held last: it stays when the hold has ended. */
  readonly amount: number;
  /** Counted for good by its commit; null before. */
  readonly committed: number | null;
}

export interface Reservation {
  readonly number: number;
  readonly customer: number;
  readonly state: ReservationState;
  readonly items: readonly ReservedItem[];
  /** Fixed at opening, like the two below: they stand on every entry that it writes (R26). */
  readonly resolved: readonly number[];
  /** Entities of each chain, leaf first. */
  readonly paths: readonly (readonly number[])[];
  readonly timestamp: number;
  /** Sequence of the first entry that opened it. */
  readonly opened: number;
  readonly openedAt: number;
  readonly expiresAt: number;
  /** Number of the reservation that it was split from, 0 for none. */
  readonly parent: number;
  /** 1 for one that was not split from another (R30). */
  readonly depth: number;
  /** When the first of its line was opened: it lives at most a day from then. */
  readonly firstOpenedAt: number;
  readonly dimensions: Readonly<Record<string, string | number>> | null;
  readonly named: readonly (string | number)[] | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  /** The commit came after it was released or had expired (R27). */
  readonly isLate: boolean;
  /** Digest of what was committed, normalised; null before. */
  readonly commitContent: string | null;
}

/** R26: how long a hold lives when nothing is said, and at most, however often it is extended. */
export const TTL_DEFAULT_MS = 5 * 60_000;
export const TTL_MAX_MS = 24 * 3_600_000;
/** R30: how often a hold may be split into others that are split again. */
export const SPLIT_DEPTH_MAX = 4;
/** R31: more open holds of one customer than these come from a leak. */
export const OPEN_RESERVATIONS_MAX = 10_000;

export const reservationId = (number: number): string => `res_${number.toString(36)}`;

/** The number that a reservation's id names, or 0 when it can't name any. */
export function reservationNumber(id: string): number {
  const digits = /^res_([0-9a-z]{1,11})$/.exec(id)?.[1];
  return digits === undefined ? 0 : Number.parseInt(digits, 36);
}

/** When a hold that is opened or extended now expires. */
export const expiryOf = (firstOpenedAt: number, now: number, ttlMs: number): number =>
  Math.min(now + ttlMs, firstOpenedAt + TTL_MAX_MS);

/** R27: what counts beyond what was held; of a late commit all of it. */
export function overageOf({ isLate }: Reservation, { amount, committed }: ReservedItem): number {
  if (committed === null) return 0;
  return isLate ? committed : Math.max(0, committed - amount);
}
