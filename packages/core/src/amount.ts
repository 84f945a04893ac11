// Amounts: exact decimals from the wire, held as whole units of 10^-scale (R1); nothing is rounded unless the rule says so.
import { assert } from "./assert.ts";

/** The most units an amount may have: 15 digits, so that every amount survives a JSON number. */
export const AMOUNT_MAX = 999_999_999_999_999;
/** R1: from here on a counter is told of, long before an entry would be refused. */
export const NEAR_RANGE = Math.floor(AMOUNT_MAX / 100);
export const SCALE_MAX = 9;

export interface AmountRule {
  readonly scale: number;
  /** What becomes of more decimals than the scale: refused, or rounded half away from zero. */
  readonly rounding: "exact" | "round";
  /** Corrections take back, so theirs are negative. */
  readonly allowNegative?: boolean;
}

/** A decimal taken apart: its value is 0.digits × 10^point; no zeros lead, "" is zero. */
interface Decimal {
  readonly isNegative: boolean;
  readonly digits: string;
  readonly point: number;
}

const AMOUNT_DIGITS = 15;
const SHOWN_CHARACTERS = 40;
const ZERO = 48;
const FIVE = 53;
const POWERS_OF_TEN: readonly number[] = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
/** Decimal text of the wire. */
const DECIMAL_TEXT = /^(-?)(\d+)(?:\.(\d+))?$/;
/** What String() makes of a finite number. */
const NUMBER_TEXT = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/;

/** The amount in units, or the reason why it is none: what is wrong and what to do. */
export function parseAmount(value: number | string, rule: AmountRule): number | string {
  const quick = typeof value === "number" ? unitsWhenExact(value, rule) : null;
  if (quick !== null) return quick;
  if (typeof value === "number" && !Number.isFinite(value)) return notFinite(value);
  const decimal = takeApart(value);
  if (decimal === null)
    return `${shown(value)} is no amount. Send a JSON number, or decimal text without exponent such as "12.50".`;
  if (decimal.isNegative && decimal.digits !== "" && !(rule.allowNegative ?? false))
    return `${shown(value)} is below 0. Send 0 or more.`;
  const units = unitsOf(decimal, rule);
  if (units === "TooManyDecimals") return tooManyDecimals(value, rule.scale);
  if (units > AMOUNT_MAX) return beyondRange(value, rule.scale);
  return decimal.isNegative ? 0 - units : units;
}

/** The double nearest to the decimal: both operands are exact doubles, so the one division rounds correctly. */
export function toDecimal(units: number, scale: number): number {
  return scale === 0 ? units : units / powerOfTen(scale);
}

/** The exact decimal as text, without needless zeros. */
export function formatAmount(units: number, scale: number): string {
  assert(Number.isSafeInteger(units), "an amount is a whole number of units");
  const digits = String(Math.abs(units)).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, "");
  return `${units < 0 ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/** R18: used ÷ effective limit as the nearest double; 1 when the limit is 0, null without one. */
export function utilization(used: number, limit: number | null): number | null {
  if (limit === null) return null;
  return limit === 0 ? 1 : used / limit;
}

/**
 * The product may be off, so it is judged by its way back: `units / power` is the double nearest to that decimal. Where
 * this is `value`, the decimal names it, and as decimals of up to 15 digits name distinct doubles it is the shortest.
 */
function unitsWhenExact(value: number, rule: AmountRule): number | null {
  const power = powerOfTen(rule.scale);
  const units = Math.round(value * power);
  if (units / power !== value || Math.abs(units) > AMOUNT_MAX) return null;
  if (units < 0 && !(rule.allowNegative ?? false)) return null;
  return units === 0 ? 0 : units;
}

function takeApart(value: number | string): Decimal | null {
  const match = (typeof value === "number" ? NUMBER_TEXT : DECIMAL_TEXT).exec(String(value));
  if (match === null) return null;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const all = whole + fraction;
  const first = firstOtherThanZero(all);
  return { isNegative: sign === "-", digits: all.slice(first), point: whole.length - first + Number(exponent) };
}

function unitsOf({ digits, point }: Decimal, { scale, rounding }: AmountRule): number | "TooManyDecimals" {
  const kept = point + scale;
  if (digits === "") return 0;
  if (kept > AMOUNT_DIGITS) return Number.POSITIVE_INFINITY;
  const units = kept > 0 ? Number(digits.slice(0, kept).padEnd(kept, "0")) : 0;
  const dropped = digits.slice(Math.max(0, kept));
  if (firstOtherThanZero(dropped) === dropped.length) return units;
  if (rounding === "exact") return "TooManyDecimals";
  const roundsUp = kept >= 0 && dropped.charCodeAt(0) >= FIVE;
  return Math.max(1, roundsUp ? units + 1 : units);
}

/** A loop, because a pattern for trailing zeros takes quadratic time on a megabyte of them. */
function firstOtherThanZero(digits: string): number {
  let index = 0;
  while (index < digits.length && digits.charCodeAt(index) === ZERO) index += 1;
  return index;
}

function powerOfTen(scale: number): number {
  const power = POWERS_OF_TEN[scale];
  assert(power !== undefined, "a scale is a whole number from 0 to 9");
  return power;
}

function notFinite(value: number): string {
  if (Number.isNaN(value)) return "NaN is no amount. Send a JSON number or decimal text.";
  return `The amount is beyond the range of numbers. Send at most ${AMOUNT_MAX}.`;
}

function beyondRange(value: number | string, scale: number): string {
  const most = formatAmount(AMOUNT_MAX, scale);
  return `${shown(value)} is beyond the range of amounts. Send at most ${most} (15 digits, of which ${scale} are decimals).`;
}

function tooManyDecimals(value: number | string, scale: number): string {
  if (scale === 0)
    return `${shown(value)} is no whole number, and this amount counts whole units. Round it, or use a capability with a larger scale.`;
  return `${shown(value)} has more than ${scale} decimals. Round it to ${scale}, or use a capability with a larger scale.`;
}

function shown(value: number | string): string {
  if (typeof value === "number") return String(value);
  return JSON.stringify(value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value);
}
