// An assignment: the stored rule entity + capability + scope + cadence → usage limit, or a default of a type (R7, R11).

/** R32: hard denies, soft lets pass and warns, shadow decides and records and affects nobody. */
export type Enforcement = "hard" | "soft" | "shadow";

/** R33: carved limits are set aside inside their parent budget. */
export type Allocation = "shared" | "carved";

export interface Assignment {
  readonly number: number;
  readonly environment: number;
  /** 0 for a default that stands at environment level. */
  readonly customer: number;
  /** 0 for a default, which names `type` instead. */
  readonly entity: number;
  readonly type: number;
  readonly capability: number;
  /** Numbers of the entities that must all be present, ascending; empty = node-wide. */
  readonly scope: readonly number[];
  /** The text as sent; null = lifetime. */
  readonly cadence: string | null;
  readonly anchor: number | null;
  /** null only on a default that follows its customer (R14). */
  readonly timeZone: string | null;
  /** A default that leaves the anchor out follows its customer's; one that sent null does not (R14). */
  readonly followsAnchor: boolean;
  /** In units of the capability's scale; null = none, still counted. */
  readonly usageLimit: number | null;
  readonly enforcement: Enforcement;
  /** Of soft ones: how far beyond the limit use may go, in units; null = any way. */
  readonly overageLimit: number | null;
  readonly allocation: Allocation;
  readonly countFrom: "period" | "now";
  /** With countFrom "now": the ledger sequence after which entries count (R13). */
  readonly countAfter: number;
  /** Periods that start at or after this instant have exact counters; figures of older ones come from the ledger. */
  readonly completeFrom: number;
  readonly version: number;
  readonly createdAt: number;
}

export const SCOPE_SIZE_MAX = 4;
export const ASSIGNMENTS_PER_ENTITY_MAX = 10_000;

/** Two digits of base 36 at a time: made so, an id costs a tenth of `toString(36)`, and less than to look a kept one up. */
const PAIRS = 36 * 36;
const TEXTS: readonly string[] = Array.from({ length: PAIRS }, (_, number) => number.toString(36));
const PADDED: readonly string[] = TEXTS.map((text) => text.padStart(2, "0"));

/** Assignment ids are their numbers in opaque clothing, base 36. */
export function assignmentId(number: number): string {
  let low = "";
  let high = number;
  for (; high >= PAIRS; high = Math.floor(high / PAIRS)) low = `${PADDED[high % PAIRS]}${low}`;
  return `asg_${TEXTS[high]}${low}`;
}

/** The number that an assignment id names, or 0 when it can't name any. */
export function assignmentNumber(id: string): number {
  const digits = /^asg_([0-9a-z]{1,10})$/.exec(id)?.[1];
  return digits === undefined ? 0 : Number.parseInt(digits, 36);
}
