// Amounts against a second computation that uses big integers alone.
import fc from "fast-check";
import { expect, test } from "vitest";
import { AMOUNT_MAX, type AmountRule, formatAmount, parseAmount, SCALE_MAX, toDecimal } from "./amount.ts";

const RUNS = process.env.PURSER_LONG === "1" ? 200_000 : 5_000;

/** What the decimal `sign digits × 10^exponent` is in units; null where the rule refuses it. */
function oracle(digits: bigint, exponent: number, rule: AmountRule): number | null {
  const shift = exponent + rule.scale;
  const magnitude = digits < 0n ? -digits : digits;
  if (digits < 0n && !rule.allowNegative) return null;
  if (shift > 400) return magnitude === 0n ? 0 : null;
  const divisor = 10n ** BigInt(Math.max(0, -shift));
  const scaled = magnitude * 10n ** BigInt(Math.max(0, shift));
  if (rule.rounding === "exact" && scaled % divisor !== 0n) return null;
  let units = (2n * scaled + divisor) / (2n * divisor);
  if (units === 0n && scaled > 0n) units = 1n;
  if (units > BigInt(AMOUNT_MAX)) return null;
  return Number(digits < 0n ? -units : units);
}

function judge(value: number | string, expected: number | null, rule: AmountRule): void {
  const units = parseAmount(value, rule);
  if (expected === null) expect(units, `${value} ${JSON.stringify(rule)}`).toBeTypeOf("string");
  else expect(units, `${value} ${JSON.stringify(rule)}`).toBe(expected);
}

const scales = fc.integer({ min: 0, max: SCALE_MAX });
const rules: fc.Arbitrary<AmountRule> = fc.record({
  scale: scales,
  rounding: fc.constantFrom("exact" as const, "round" as const),
  allowNegative: fc.boolean(),
});
const units = fc.integer({ min: -AMOUNT_MAX, max: AMOUNT_MAX });
const digitText = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789059"), minLength: 1, maxLength });
/** Doubles of every size, and those that callers send: short decimals and their neighbours. */
const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, min: -1e7, max: 1e7 }),
  fc.tuple(units, fc.integer({ min: 0, max: 18 })).map(([whole, places]) => Number(`${whole}e-${places}`)),
  fc
    .tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 0, max: 9999 }))
    .map(([price, tokens]) => (price / 1000) * tokens),
);

test("R1: decimal text is what big integers say it is", () => {
  const property = fc.property(
    fc.boolean(),
    digitText(20),
    fc.option(digitText(16)),
    rules,
    (isNegative, whole, fraction, rule) => {
      const digits = BigInt(whole + (fraction ?? ""));
      const text = `${isNegative ? "-" : ""}${whole}${fraction === null ? "" : `.${fraction}`}`;
      judge(text, oracle(isNegative ? -digits : digits, -(fraction ?? "").length, rule), rule);
    },
  );
  fc.assert(property, { numRuns: RUNS });
});

test("R1: a number is judged by the shortest decimal that names its double", () => {
  const property = fc.property(numbers, rules, (value, rule) => {
    const [, whole = "", fraction = "", exponent = ""] = /^(-?\d)(?:\.(\d+))?e(.+)$/.exec(value.toExponential()) ?? [];
    judge(value, oracle(BigInt(whole + fraction), Number(exponent) - fraction.length, rule), rule);
  });
  fc.assert(property, { numRuns: RUNS });
});

test("R1: every amount survives the way out and back, as text and as a JSON number", () => {
  const property = fc.property(units, scales, (amount, scale) => {
    const rule: AmountRule = { scale, rounding: "exact", allowNegative: true };
    const text = formatAmount(amount, scale);
    expect(parseAmount(text, rule)).toBe(amount);
    expect(parseAmount(JSON.parse(JSON.stringify(toDecimal(amount, scale))), rule)).toBe(amount);
    expect(toDecimal(amount, scale)).toBe(Number(text));
  });
  fc.assert(property, { numRuns: RUNS });
});
