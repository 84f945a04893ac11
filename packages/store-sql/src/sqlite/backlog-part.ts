// A backlog part: what one commit does to keys, counters and marks, and the one row in which it stands until it is folded.
import { KEY_NUMBERS, type Numbers } from "../packed-transaction.ts";
import type { CachedCounter, CountersOfAssignment } from "./counter-cache.ts";

/** An idempotency key as it will stand in its table. */
export interface BacklogKey {
  readonly customer: number;
  /** The bytes of the hash as latin1 text: compares as the bytes do. */
  readonly hash: string;
  readonly content: string;
  readonly first: number;
  readonly count: number;
}

/** `hash` as latin1 text. */
export const keyText = (customer: number, hash: string): string => `${customer} ${hash}`;

/** Customer, first sequence and number of entries of an idempotency key. */
const CLAIMED_NUMBERS = 3;
/** A counter's key, then used and held; a row has it so since its first version. */
export const COUNTER_NUMBERS = KEY_NUMBERS + 2;
/** A counter's key, then uncarved and excess. */
export const CARVED_NUMBERS = KEY_NUMBERS + 2;
const NONE: Numbers = new Float64Array();

export class BacklogPart {
  /** By keyText. */
  readonly keys = new Map<string, BacklogKey>();
  readonly counters: CachedCounter[] = [];
  /** Assignments whose counters of before this part are void, with what the cache held of them. */
  readonly dropped = new Map<number, CountersOfAssignment>();
  /** Pairs: customer, recording time of its last entry. */
  recorded: Numbers = NONE;
  /** Pairs: entity, sequence of its first entry. */
  entered: Numbers = NONE;

  /** Rows that folding it will write. */
  get size(): number {
    return this.keys.size + this.counters.length + this.dropped.size + (this.recorded.length + this.entered.length) / 2;
  }
}

/** A part as its row holds it: flat arrays, in the byte order of the machine, which alone reads them. */
export type BacklogRow = readonly [
  keyNumbers: Uint8Array,
  keyDigests: Uint8Array,
  counters: Uint8Array,
  dropped: Uint8Array,
  recorded: Uint8Array,
  entered: Uint8Array,
  /** Of every counter in the row that has uncarved or excess, or null: those of the others are 0. */
  carved: Uint8Array | null,
];

export function rowOf(part: BacklogPart): BacklogRow {
  const keys = [...part.keys.values()];
  const figures = new Float64Array(part.counters.length * COUNTER_NUMBERS);
  const carved: number[] = [];
  for (const [index, { assignment, entity, start, nextUsed, nextHeld, nextCarved }] of part.counters.entries()) {
    figures.set([assignment, entity, start, nextUsed, nextHeld], index * COUNTER_NUMBERS);
    if (nextCarved !== null) carved.push(assignment, entity, start, nextCarved.uncarved, nextCarved.excess);
  }
  return [
    bytesOf(Float64Array.from(keys.flatMap(({ customer, first, count }) => [customer, first, count]))),
    Buffer.from(keys.map(({ hash, content }) => hash + content).join(""), "latin1"),
    bytesOf(figures),
    bytesOf(Float64Array.from(part.dropped.keys())),
    bytesOf(part.recorded),
    bytesOf(part.entered),
    carved.length === 0 ? null : bytesOf(Float64Array.from(carved)),
  ];
}

export function keysOf([keyNumbers, keyDigests]: BacklogRow): BacklogKey[] {
  const numbers = numbersOf(keyNumbers);
  const digests = Buffer.from(keyDigests).toString("latin1");
  const size = (digests.length * CLAIMED_NUMBERS) / numbers.length / 2;
  const keys: BacklogKey[] = [];
  for (let at = 0, text = 0; at < numbers.length; at += CLAIMED_NUMBERS, text += 2 * size) {
    const [customer = 0, first = 0, count = 0] = numbers.subarray(at, at + CLAIMED_NUMBERS);
    const hash = digests.slice(text, text + size);
    keys.push({ customer, hash, content: digests.slice(text + size, text + 2 * size), first, count });
  }
  return keys;
}

const bytesOf = (numbers: Numbers): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);

/** Copied: a blob may begin anywhere, doubles may not. */
export const numbersOf = (bytes: Uint8Array | null): Numbers =>
  bytes === null ? NONE : new Float64Array(Uint8Array.from(bytes).buffer);
