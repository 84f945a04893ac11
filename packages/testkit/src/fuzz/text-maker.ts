// Texts of requests: ids, instants, amounts and free text, mostly plain, now and then as odd as a valid text may be.
import fc from "fast-check";
import type { Chance } from "../simulator/chance.ts";

const SEEDS = 2 ** 31;
const ODD_SHARE = 0.05;
/** So few names that requests meet each other, and fewer customers, since nearly all lives within one. */
const NAMES = 10;
const CUSTOMER_NAMES = 3;
/** How far instants lie from now: what an environment still takes, and far beyond. */
const NEAR_MS = 40 * 86_400_000;
const FREE_TEXT_MAX = 24;

/** Whatever fast-check makes of an arbitrary, by our own chance. */
export function sampled<Value>(chance: Chance, arbitrary: fc.Arbitrary<Value>): Value {
  const [value] = fc.sample(arbitrary, { numRuns: 1, seed: chance.below(SEEDS) });
  return value as Value;
}

/** Ids that are valid and break what was made for plain ones: addresses, prototypes, file names, key separators. */
export const ODD_IDS: readonly string[] = [
  "constructor",
  "toString",
  "hasOwnProperty",
  "a/b",
  "a%2Fb",
  "a?b=c#d",
  "%",
  "~0~1",
  "a b",
  "a:b|c,d;e",
  "null",
  "0",
  "-1",
  "\u00df",
  "\u00e9",
  "e\u0301",
  "\ud835\udd18\ud835\udd2b\ud835\udd26",
  "\ud83d\udc69\u200d\ud83d\udc67",
  "\u202eabc",
  "'; drop table entities; --",
  "x".repeat(255),
  "\ud835\udd18".repeat(255),
];

export function idText(chance: Chance, word: string): string {
  if (chance.isWithin(ODD_SHARE)) return chance.pick(ODD_IDS);
  return `${word === "" ? "id" : word}-${chance.below(word === "customer" ? CUSTOMER_NAMES : NAMES)}`;
}

/** New nearly always, so that a repeat is meant. */
export const freshKey = (chance: Chance): string => `key-${chance.below(SEEDS).toString(36)}`;

const FAR: readonly string[] = [
  "0001-01-01T00:00:00Z",
  "1970-01-01T00:00:00.000Z",
  "2024-02-29T23:59:59.999+14:00",
  "2026-03-29T02:30:00+01:00",
  "2038-01-19T03:14:08Z",
  "9999-12-31T23:59:59Z",
  "9999-12-31T23:59:59-12:00",
];

export function instantText(chance: Chance, now: number): string {
  if (chance.isWithin(ODD_SHARE)) return chance.pick(FAR);
  return new Date(now - NEAR_MS + chance.below(NEAR_MS * 2)).toISOString();
}

/** Amounts near each other, so that limits are reached, and those at the ends of what is taken. */
export function amountNumber(chance: Chance): number {
  if (chance.isWithin(ODD_SHARE)) return chance.pick([0, 1e-9, 0.1, 1e6, 999_999_999, 999_999_999_999_999, 1e15, -1]);
  return chance.isWithin(0.2) ? chance.below(10_000) / 100 : chance.below(50);
}

export function amountText(chance: Chance): string {
  return chance.isWithin(ODD_SHARE)
    ? chance.pick(["", "00", "1.", ".5", "+1", "1e3", "0x10", "999999999999999.9", " 1"])
    : String(amountNumber(chance));
}

export interface Lengths {
  readonly min: number;
  readonly max: number;
}

export function freeText(chance: Chance, { min, max }: Lengths): string {
  if (chance.isWithin(ODD_SHARE / 5)) return "y".repeat(Math.min(max, 4_000));
  const maxLength = Math.max(min, Math.min(max, FREE_TEXT_MAX));
  const unit = chance.isWithin(0.3) ? "grapheme" : "grapheme-ascii";
  return sampled(chance, fc.string({ unit, minLength: min, maxLength })).slice(0, max);
}
