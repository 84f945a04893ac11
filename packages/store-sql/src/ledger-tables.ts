// The tables of the ledger and of what is kept beside its entries, as Kysely sees them.

/** Append-only. No index leads from an entity to its entries: measured, it costs more than the rows (page 3). */
export interface LedgerEntryTable {
  sequence: number;
  customer: number;
  capability: number;
  kind: number;
  use: number;
  hold: number;
  timestamp: number;
  recorded_at: number;
  /** Entity numbers, leaf first, as a number list. */
  resolved: Uint8Array;
  /** JSON; a number is an entity's, so that erasure has one row to rewrite. */
  dimensions: string | null;
  named: string | null;
  metadata: string | null;
  corrects: number | null;
  reservation: number | null;
  idempotency_key: string | null;
  /** Null: what it corrects, else itself. So read entries of before reservations, and nearly all of those after. */
  counted_as: number | null;
  /** Entity numbers as a number list, a 0 behind each chain. */
  chains: Uint8Array | null;
}

/** Every thousand entries or so: the latest recording time up to here, so that a scan may begin late and miss nothing. */
export interface LedgerMarkTable {
  sequence: number;
  latest_recorded_at: number;
}

export interface IdempotencyKeyTable {
  customer: number;
  hash: Uint8Array;
  content: Uint8Array;
  first_sequence: number;
  entry_count: number;
}

/** What it opened with stands for good; expires_at, is_late, state, items and commit_content change. */
export interface ReservationTable {
  number: number;
  customer: number;
  timestamp: number;
  opened: number;
  opened_at: number;
  parent: number;
  depth: number;
  first_opened_at: number;
  expires_at: number;
  is_late: 0 | 1;
  state: string;
  /** A number list: of each item its capability, amount, and one more than what was committed, 0 before. */
  items: Uint8Array;
  /** Entity numbers, leaf first, as a number list. */
  resolved: Uint8Array;
  /** The same, a 0 behind each chain. */
  paths: Uint8Array;
  dimensions: string | null;
  named: string | null;
  metadata: string | null;
  commit_content: string | null;
}

export interface CounterTable {
  assignment: number;
  entity: number;
  period_start: number;
  used: number;
  held: number;
  uncarved: number;
  excess: number;
}

/** What commits did to keys, counters and marks, as flat arrays, until it is folded into their tables (SQLite only). */
export interface WriteBacklogTable {
  number: number;
  key_numbers: Uint8Array;
  key_digests: Uint8Array;
  counters: Uint8Array;
  dropped: Uint8Array;
  recorded: Uint8Array;
  entered: Uint8Array;
  /** Null where none of its counters has uncarved or excess, and in rows of before carved budgets. */
  carved: Uint8Array | null;
}

export interface DenialRecordTable {
  customer: number;
  entity: number;
  assignment: number;
  period_start: number;
  capability: number;
  count: number;
  first_at: number;
  last_at: number;
  recent: string;
}
