// A ledger entry: an append-only fact with all that it resolved to when it was recorded (R13, R23).

/** Kinds that record use; hold kinds join them with reservations. */
export type LedgerEntryKind = "ingest" | "correction";

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
  readonly idempotencyKey: string | null;
}

export const entryId = (sequence: number): string => `ent_${sequence.toString(36)}`;

/** The sequence that an entry id names, or 0 when it can't name any. */
export function entrySequence(id: string): number {
  const digits = /^ent_([0-9a-z]{1,10})$/.exec(id)?.[1];
  return digits === undefined ? 0 : Number.parseInt(digits, 36);
}
