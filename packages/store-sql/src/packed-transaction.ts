// A transaction and its outcome as flat arrays, the form in which they cross from the planning thread to the writing one.
import type { CounterAmounts, Erasure } from "@purser/core";
import type {
  CommitOutcome,
  CounterFigure,
  CounterKey,
  CounterMove,
  DenialRecord,
  KeyClaim,
  Repair,
  Transaction,
} from "@purser/service";
import { type PackedEntries, packEntries, unpackEntries } from "./packed-entries.ts";
import { type PackedReservations, packChanges } from "./packed-reservations.ts";
import { startFromColumn, startToColumn } from "./schema.ts";

export type Numbers = Float64Array<ArrayBuffer>;
export type Bytes = Uint8Array<ArrayBuffer>;

export interface PackedClaims {
  /** CLAIM_NUMBERS to a claim: customer, index of its first entry, number of entries. */
  readonly numbers: Numbers;
  /** CLAIM_BYTES to a claim: hash, then content. */
  readonly bytes: Bytes;
}

export const CLAIM_NUMBERS = 3;
export const DIGEST_BYTES = 16;
export const CLAIM_BYTES = 2 * DIGEST_BYTES;

/** Assignment, entity and start of the period (LIFETIME_START for none). */
export const KEY_NUMBERS = 3;
/** Used, held, uncarved and excess of a counter. */
export const AMOUNT_NUMBERS = 4;
/** The key, then the amounts. */
export const FIGURE_NUMBERS = KEY_NUMBERS + AMOUNT_NUMBERS;
/** The key, then use, hold, change of uncarved and of excess, and the most that may be loaded before (Infinity for anything). */
export const MOVE_NUMBERS = 8;
/** The index of a move, then the amounts that its counter must have had before. */
export const EXPECTED_NUMBERS = 1 + AMOUNT_NUMBERS;

export interface PackedTransaction {
  readonly at: number;
  readonly actor: string;
  /** Catalog changes as JSON; null when there are none. */
  readonly changes: string | null;
  readonly claims: PackedClaims;
  readonly entries: PackedEntries;
  readonly moves: Numbers;
  /** Of the few moves that expect figures, in their order. */
  readonly expected: Numbers;
  /** Null when none is opened, changed or ended. */
  readonly reservations: PackedReservations | null;
  /** Pairs: entity, index of its first entry. */
  readonly firstEntries: Numbers;
  readonly dropped: readonly number[];
  readonly figures: Numbers;
  readonly denials: readonly DenialRecord[];
  readonly repair: Repair | null;
  readonly erased: readonly Erasure[];
}

export type PackedOutcome =
  | { readonly kind: "committed"; readonly head: number; readonly moved: Numbers }
  | { readonly kind: "claimed"; readonly taken: readonly PackedTaken[] }
  | { readonly kind: "refused"; readonly move: number; readonly amounts: CounterAmounts };

export interface PackedTaken {
  readonly claim: number;
  readonly content: string;
  readonly entries: PackedEntries;
}

export function packTransaction(transaction: Transaction): PackedTransaction {
  const { at, actor, changes, dropped, denials, reservations } = transaction;
  return {
    at,
    actor,
    changes: changes.length === 0 ? null : JSON.stringify(changes),
    claims: packClaims(transaction.keys),
    entries: packEntries(transaction.entries),
    moves: packMoves(transaction.moves),
    expected: packExpected(transaction.moves),
    reservations: reservations.length === 0 ? null : packChanges(reservations),
    firstEntries: Float64Array.from(transaction.firstEntries.flat()),
    dropped,
    figures: packFigures(transaction.figures),
    denials,
    repair: transaction.repair ?? null,
    erased: transaction.erased ?? [],
  };
}

/** A probe compares nothing: the key's content is told by whoever has claimed it. */
const NO_CONTENT = "0".repeat(CLAIM_BYTES);

function packClaims(claims: readonly KeyClaim[]): PackedClaims {
  const numbers = new Float64Array(claims.length * CLAIM_NUMBERS);
  // Off Node's shared pool: the whole buffer crosses with the message.
  const bytes = Buffer.from(new ArrayBuffer(claims.length * CLAIM_BYTES));
  for (const [index, claim] of claims.entries()) {
    const content = claim.entryCount === 0 ? NO_CONTENT : claim.content;
    numbers.set([claim.customer, claim.firstEntry, claim.entryCount], index * CLAIM_NUMBERS);
    const written =
      bytes.write(claim.hash, index * CLAIM_BYTES, DIGEST_BYTES, "hex") +
      bytes.write(content, index * CLAIM_BYTES + DIGEST_BYTES, DIGEST_BYTES, "hex");
    if (written !== CLAIM_BYTES || claim.hash.length !== CLAIM_BYTES || content.length !== CLAIM_BYTES) {
      throw new Error("A key claim's hash and content are 128 bits each, in hex.");
    }
  }
  return { numbers, bytes: new Uint8Array(bytes.buffer) };
}

export const hexOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");

function packMoves(moves: readonly CounterMove[]): Numbers {
  const numbers = new Float64Array(moves.length * MOVE_NUMBERS);
  let offset = 0;
  for (const move of moves) {
    offset = putKey(numbers, offset, move);
    numbers[offset++] = move.use;
    numbers[offset++] = move.hold;
    numbers[offset++] = move.uncarved;
    numbers[offset++] = move.excess;
    numbers[offset++] = move.loadMost ?? Number.POSITIVE_INFINITY;
  }
  return numbers;
}

function packExpected(moves: readonly CounterMove[]): Numbers {
  const numbers: number[] = [];
  for (const [index, { expected }] of moves.entries()) {
    if (expected !== null) numbers.push(index, expected.used, expected.held, expected.uncarved, expected.excess);
  }
  return Float64Array.from(numbers);
}

export function packFigures(figures: readonly CounterFigure[]): Numbers {
  const numbers = new Float64Array(figures.length * FIGURE_NUMBERS);
  let offset = 0;
  for (const figure of figures) {
    offset = putKey(numbers, offset, figure);
    numbers[offset++] = figure.used;
    numbers[offset++] = figure.held;
    numbers[offset++] = figure.uncarved;
    numbers[offset++] = figure.excess;
  }
  return numbers;
}

export function packKeys(keys: readonly CounterKey[]): Numbers {
  const numbers = new Float64Array(keys.length * KEY_NUMBERS);
  let offset = 0;
  for (const key of keys) offset = putKey(numbers, offset, key);
  return numbers;
}

function putKey(numbers: Numbers, offset: number, key: CounterKey): number {
  numbers[offset] = key.assignment;
  numbers[offset + 1] = key.entity;
  numbers[offset + 2] = startToColumn(key.periodStart);
  return offset + KEY_NUMBERS;
}

/** The amounts that stand there by AMOUNT_NUMBERS. */
export const amountsAt = (numbers: Float64Array, offset: number): CounterAmounts => ({
  used: numbers[offset] ?? 0,
  held: numbers[offset + 1] ?? 0,
  uncarved: numbers[offset + 2] ?? 0,
  excess: numbers[offset + 3] ?? 0,
});

export function unpackFigures(numbers: Float64Array): CounterFigure[] {
  const at = (index: number): number => numbers[index] ?? 0;
  const figures: CounterFigure[] = [];
  for (let offset = 0; offset < numbers.length; offset += FIGURE_NUMBERS) {
    figures.push({
      assignment: at(offset),
      entity: at(offset + 1),
      periodStart: startFromColumn(at(offset + 2)),
      ...amountsAt(numbers, offset + KEY_NUMBERS),
    });
  }
  return figures;
}

export function unpackOutcome(outcome: PackedOutcome): CommitOutcome {
  if (outcome.kind === "refused") return outcome;
  if (outcome.kind === "claimed") {
    return { ...outcome, taken: outcome.taken.map((taken) => ({ ...taken, entries: unpackEntries(taken.entries) })) };
  }
  const { moved, head, kind } = outcome;
  const figures: CounterAmounts[] = [];
  for (let offset = 0; offset < moved.length; offset += AMOUNT_NUMBERS) figures.push(amountsAt(moved, offset));
  return { kind, head, moved: figures };
}
