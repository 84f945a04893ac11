// The ports: all that the service needs from stores and from the world, one meaning a method.
import type {
  CatalogChange,
  ChainNode,
  CounterAmounts,
  Erasure,
  LedgerEntry,
  LedgerEntryKind,
  Reservation,
  ReservationState,
} from "@purser/core";
import type { DeniedAsking } from "./denied-asking.ts";

/** Milliseconds since 1970 by the wall clock. */
export interface Clock {
  now(): number;
}

/** Chance comes in by this door: request ids, made-up idempotency keys, secrets. */
export interface Ids {
  /** Unguessable text of the given number of random bytes, base64url. */
  random(bytes: number): string;
  /** 128 bits of the text's SHA-256, hex: names idempotency keys and contents. */
  digest(text: string): string;
}

/** Turns of the thread: long reads take them one at a time, so that a check waits for one turn of one of them at most. */
export interface Turns {
  /** Waits until it is the caller's turn. */
  take(): Promise<void>;
  /** Whether the turn has lasted long enough. */
  isOver(): boolean;
}

/** One counter: an assignment at an entity in the usage period that starts at `periodStart` (-Infinity = lifetime). */
export interface CounterKey {
  readonly assignment: number;
  readonly entity: number;
  readonly periodStart: number;
}

/** Live counters: a fast copy of the ledger's counters that answers checks. */
export interface Counters {
  /** Sets `used` and `held`, and what is carved, of every node with an assignment and a period that now lies in or ahead of. */
  read(nodes: Iterable<ChainNode>): void | Promise<void>;
  /** Takes over figures that are durable; `now` tells which period is the running one. */
  settle(figures: readonly CounterFigure[], now: number): void;
  /** Forgets everything of the assignment, or of it at one entity, before it is counted anew. */
  drop(assignment: number, entity?: number): void;
  /** Live counters, all of them, for verify. */
  all(): Iterable<CounterFigure>;
  readonly size: number;
}

export interface CounterFigure extends CounterKey, CounterAmounts {}

/** A change of one counter; several entries of a transaction that move the same counter are summed. */
export interface CounterMove extends CounterKey {
  readonly use: number;
  readonly hold: number;
  readonly uncarved: number;
  readonly excess: number;
  /** The most that used and held may have been together before the transaction for its grants to stand (R26); null = anything. */
  readonly loadMost: number | null;
  /** The very figures before the transaction that the plan rests on, where something is carved (R34); null = anything. */
  readonly expected: CounterAmounts | null;
}

/** A reservation that the transaction opens (`before` is null), changes or ends. */
export interface ReservationChange {
  readonly before: Reservation | null;
  readonly after: Reservation;
}

/** An entry before the ledger has given it its sequence. */
export type NewEntry = Omit<LedgerEntry, "sequence">;

/** Entries that stand under one idempotency key, claimed in the transaction that appends them (R21). */
export interface KeyClaim {
  readonly customer: number;
  /** 128 bits of SHA-256, hex. */
  readonly hash: string;
  readonly content: string;
  /** Index in `entries` of the first entry under the key. */
  readonly firstEntry: number;
  /** 0: the key is only looked up, for an event that would be refused if it is not a repeat. */
  readonly entryCount: number;
}

/** One atomic write: all or nothing, in this order: keys, catalog, entries, reservations, counters. */
export interface Transaction {
  readonly at: number;
  readonly actor: string;
  readonly changes: readonly CatalogChange[];
  readonly keys: readonly KeyClaim[];
  readonly entries: readonly NewEntry[];
  readonly moves: readonly CounterMove[];
  readonly reservations: readonly ReservationChange[];
  /** Entities whose first entry is in this transaction: [entity, index of the entry]. */
  readonly firstEntries: readonly (readonly [number, number])[];
  /** Assignments whose counters are dropped before `figures` are put in their place (R13's backfill). */
  readonly dropped: readonly number[];
  readonly figures: readonly CounterFigure[];
  /** Denial records whose figures changed since they were last written (R25). */
  readonly denials: readonly DenialRecord[];
  /** Entities whose history and spelled ids are rewritten before the changes are told (R42). */
  readonly erased?: readonly Erasure[];
  /** What verify puts right with this transaction; told in the audit log (R44). */
  readonly repair?: Repair;
}

export interface Repair {
  readonly environment: number;
  /** The counters as they stood and as the ledger says, in the words of answers. */
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

export type CommitOutcome =
  /** `head` is the sequence of the newest entry; `moved` stands in the order of `moves`. */
  | { readonly kind: "committed"; readonly head: number; readonly moved: readonly CounterAmounts[] }
  /** Nothing was written: these claims' keys are taken already. */
  | { readonly kind: "claimed"; readonly taken: readonly TakenKey[] }
  /**
   * Nothing was written: the move would leave the range of amounts (R1), or its counter stands above its `loadMost` or
   * isn't as `expected`. `amounts` are those of before the transaction.
   */
  | { readonly kind: "refused"; readonly move: number; readonly amounts: CounterAmounts };

export interface TakenKey {
  /** Index in `keys`. */
  readonly claim: number;
  readonly content: string;
  readonly entries: readonly LedgerEntry[];
}

export interface EntryFilter {
  readonly customer: number;
  readonly entity: number | null;
  readonly capability: number | null;
  readonly from: number | null;
  readonly to: number | null;
  readonly kind: LedgerEntryKind | null;
  /** Only entries after this sequence. */
  readonly after: number;
  readonly limit: number;
}

/** What a scan visits, ascending by sequence: `after` < sequence ≤ `until`, of one customer or (0) of all. */
export interface ScanRange {
  readonly customer: number;
  readonly after: number;
  readonly until: number;
}

/** The ledger: the truth, append-only. Every method but `commit` reads outside the write lock. */
export interface Ledger {
  commit(transaction: Transaction): Promise<CommitOutcome>;
  /** By position, at most `limit`. */
  entries(filter: EntryFilter): Promise<readonly LedgerEntry[]>;
  /** The entry with its corrections, oldest first, or none. */
  entryWithCorrections(sequence: number): Promise<readonly LedgerEntry[]>;
  scan(range: ScanRange): AsyncIterable<readonly LedgerEntry[]>;
  /** The last sequence recorded before the instant, as far as it can be told cheaply; 0 when unsure. */
  sequenceBefore(instant: number): Promise<number>;
  /** Durable figures, in the order asked; zeros for counters that nobody touched. */
  counters(keys: readonly CounterKey[]): Promise<readonly CounterFigure[]>;
  /** Every durable counter, in slices, for start and verify. */
  allCounters(): AsyncIterable<readonly CounterFigure[]>;
  denials(filter: DenialFilter): Promise<readonly DenialRecord[]>;
  /** Open ones in slices, by number, for start. */
  openReservations(): AsyncIterable<readonly Reservation[]>;
  /** Open or ended; null when there is none. */
  reservation(number: number): Promise<Reservation | null>;
  /** By number, at most `limit`. */
  reservations(filter: ReservationFilter): Promise<readonly Reservation[]>;
}

export interface ReservationFilter {
  readonly customer: number;
  readonly state: ReservationState | null;
  /** Only those whose kept set holds it. */
  readonly entity: number | null;
  /** Only those after this number. */
  readonly after: number;
  readonly limit: number;
}

/** What was denied at one budget in one usage period (R25). */
export interface DenialRecord extends CounterKey {
  readonly customer: number;
  readonly capability: number;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly recent: readonly Denial[];
}

export interface Denial {
  readonly at: number;
  readonly requestId: string;
  readonly requested: number;
  readonly used: number;
  readonly held: number;
  readonly usageLimit: number;
  readonly reason: string;
  /** null: written by a version that didn't keep it. */
  readonly asking: DeniedAsking | null;
}

export interface DenialFilter {
  readonly customer: number;
  readonly entity: number | null;
  readonly capability: number | null;
}

/** The ledger or its disk is away, or full; nothing of the transaction was written (R43). */
export class StoreFailure extends Error {
  readonly code: "StoreUnavailable" | "DiskFull";

  constructor(code: "StoreUnavailable" | "DiskFull", detail: string) {
    super(detail);
    this.name = "StoreFailure";
    this.code = code;
  }
}
