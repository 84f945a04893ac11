// What a store exam works with: an opened store, and the transactions that it writes.
import { type CounterAmounts, type LedgerEntry, NO_AMOUNTS, type Reservation } from "@purser/core";
import {
  type Catalog,
  type CommitOutcome,
  type CounterMove,
  EMPTY_TRANSACTION,
  type KeyClaim,
  type Ledger,
  type NewEntry,
  type Transaction,
} from "@purser/service";

export interface ExamStore {
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  /** Closes the store in good order and opens it again; whatever was taken from it before is dead. */
  reopen(): Promise<void>;
  /** Opens the same store a second time while it is held; it must refuse. */
  openAgain(): Promise<unknown>;
  close(): Promise<void>;
}

/** 2026-03-10T12:00Z: where exams begin. */
export const EXAM_AT = Date.UTC(2026, 2, 10, 12);
export const MARCH = Date.UTC(2026, 2, 1);
export const LIFETIME = Number.NEGATIVE_INFINITY;

export const transaction = (parts: Partial<Transaction>): Transaction => ({
  ...EMPTY_TRANSACTION,
  at: EXAM_AT,
  actor: "exam",
  ...parts,
});

export function entry(parts: Partial<NewEntry> = {}): NewEntry {
  return {
    kind: "ingest",
    customer: 1,
    capability: 1,
    use: 1,
    hold: 0,
    timestamp: EXAM_AT,
    recordedAt: EXAM_AT,
    resolved: [2, 1],
    dimensions: { teamId: 2, region: "eu" },
    named: null,
    metadata: null,
    corrects: 0,
    reservation: 0,
    countedAs: 0,
    chains: null,
    idempotencyKey: null,
    ...parts,
  };
}

export function reservation(parts: Partial<Reservation> = {}): Reservation {
  return {
    number: 1,
    customer: 1,
    state: "open",
    items: [{ capability: 1, amount: 5, committed: null }],
    resolved: [2, 1],
    paths: [[2, 1]],
    timestamp: EXAM_AT,
    opened: 1,
    openedAt: EXAM_AT,
    expiresAt: EXAM_AT + 300_000,
    parent: 0,
    depth: 1,
    firstOpenedAt: EXAM_AT,
    dimensions: { teamId: 2 },
    named: null,
    metadata: null,
    isLate: false,
    commitContent: null,
    ...parts,
  };
}

/** 128 bits in hex that stand for the text. */
export const digest = (text: string): string => Buffer.from(text).toString("hex").padEnd(32, "0").slice(0, 32);

export const claim = (key: string, parts: Partial<KeyClaim> = {}): KeyClaim => ({
  customer: 1,
  hash: digest(key),
  content: digest(`content of ${key}`),
  firstEntry: 0,
  entryCount: 1,
  ...parts,
});

/** `budget`: assignment and entity. */
export const move = (budget: readonly [number, number], use: number, periodStart = MARCH): CounterMove => ({
  assignment: budget[0],
  entity: budget[1],
  periodStart,
  use,
  hold: 0,
  uncarved: 0,
  excess: 0,
  loadMost: null,
  expected: null,
});

export const amounts = (parts: Partial<CounterAmounts>): CounterAmounts => ({ ...NO_AMOUNTS, ...parts });

export async function committed(
  store: ExamStore,
  parts: Partial<Transaction>,
): Promise<CommitOutcome & { kind: "committed" }> {
  const outcome = await store.ledger.commit(transaction(parts));
  if (outcome.kind !== "committed") throw new Error(`the store answers ${outcome.kind}`);
  return outcome;
}

export async function scanned(
  store: ExamStore,
  range: { customer?: number; after?: number; until: number },
): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const slice of store.ledger.scan({ customer: 0, after: 0, ...range })) entries.push(...slice);
  return entries;
}

export async function allOf<Row>(slices: AsyncIterable<readonly Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const slice of slices) rows.push(...slice);
  return rows;
}
