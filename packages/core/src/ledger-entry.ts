// A ledger entry: an append-only fact with all that it resolved to when it was recorded (R13, R23).

/** Kinds that record use (the first four), and kinds that only change what is held. */
export const LEDGER_ENTRY_KINDS = [
  "ingest",
  "consume",
  "commit",
  "correction",
  "hold",
  "extend",
  "split",
  "release",
  "expire",
] as const;

export type LedgerEntryKind = (typeof LEDGER_ENTRY_KINDS)[number];

const HOLD_KINDS: ReadonlySet<LedgerEntryKind> = new Set(["hold", "extend", "split", "release", "expire"]);

/** R23: only use is corrected. */
export const isHoldKind = (kind: LedgerEntryKind): boolean => HOLD_KINDS.has(kind);

export interface LedgerEntry {
  /** Position in the ledger, gapless from 1. */
  readonly sequence: number;
  readonly kind: LedgerEntryKind;
  readonly customer: number;
  readonly capability: number;
  /** Counted for good, in units; negative on corrections. */
  readonly use: number;
  /** Signed change of what is held, in units. */
  readonly hold: number;
  readonly timestamp: number;
  readonly recordedAt: number;
  /** The kept set: numbers of all resolved entities and their ancestors, leaf first. */
  readonly resolved: readonly number[];
  /** As sent; a value that named an entity is the entity's number, so that erasure has one place to go. */
  readonly dimensions: Readonly<Record<string, string | number>> | null;
  /** As sent, ids that were known as numbers; null when dimensions were sent. */
  readonly named: readonly (string | number)[] | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  /** Sequence of the entry that this one corrects, 0 when none. */
  readonly corrects: number;
  /** Number of the reservation that it opened, changed or ended, 0 when none. */
  readonly reservation: number;
  /**
   * Sequence that decides whether it counts for `countFrom: "now"`: entries of a reservation count as recorded at its
   * opening (R26), corrections as what they correct (R23). 0 = its own.
   */
  readonly countedAs: number;
  /** The chains as kept, each leaf first and ended by 0, on the first entry of what is answered with them again (R24). */
  readonly chains: readonly number[] | null;
  readonly idempotencyKey: string | null;
}

export const entryId = (sequence: number): string => `ent_${sequence.toString(36)}`;

/** The sequence that an entry id names, or 0 when it can't name any. */
export function entrySequence(id: string): number {
  const digits = /^ent_([0-9a-z]{1,10})$/.exec(id)?.[1];
  return digits === undefined ? 0 : Number.parseInt(digits, 36);
}
