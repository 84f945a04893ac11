// Amounts: the corners of R1, one by one.
import { describe, expect, test } from "vitest";
import { AMOUNT_MAX, type AmountRule, formatAmount, parseAmount, SCALE_MAX, toDecimal, utilization } from "./amount.ts";

const exact = (scale: number): AmountRule => ({ scale, rounding: "exact" });
const round = (scale: number): AmountRule => ({ scale, rounding: "round" });

describe("R1: amounts are exact decimals", () => {
  test("0.1 used ten times is exactly 1", () => {
    let units = 0;
    for (let time = 0; time < 10; time += 1) units += parseAmount(0.1, round(6)) as number;
    expect(toDecimal(units, 6)).toBe(1);
  });

  test.each<[number | string, number, number]>([
    [0, 0, 0],
    [-0, 0, 0],
    ["-0", 0, 0],
    ["-0.000", 2, 0],
    [12, 0, 12],
    ["1.000", 0, 1],
    ["007", 0, 7],
    ["0.10", 1, 1],
    [1.005, 3, 1005],
    [0.29, 2, 29],
    [1e-7, 7, 1],
    [1.5e-7, 8, 15],
    [4.35, 2, 435],
    [AMOUNT_MAX, 0, AMOUNT_MAX],
    ["999999.999999999", 9, AMOUNT_MAX],
    [999999.999999999, 9, AMOUNT_MAX],
    [`${"0".repeat(400)}5.${"0".repeat(400)}`, 0, 5],
  ])("%s at scale %i is %i units", (value, scale, units) => {
    expect(parseAmount(value, exact(scale))).toBe(units);
    expect(parseAmount(value, round(scale))).toBe(units);
  });

  test.each<[number | string, number, number]>([
    [0.5, 0, 1],
    [1.5, 0, 2],
    [2.5, 0, 3],
    [1.49, 0, 1],
    ["1.4999999999999999999999", 0, 1],
    [1.005, 2, 101],
    [1e-7, 6, 1],
    [5e-324, 0, 1],
    ["0.000000000000001", 9, 1],
    ["0.0000014", 6, 1],
    ["0.0000015", 6, 2],
    ["999999999999999.4", 0, AMOUNT_MAX],
  ])("%s rounds at scale %i to %i units, and is refused where amounts are exact", (value, scale, units) => {
    expect(parseAmount(value, round(scale))).toBe(units);
    expect(parseAmount(value, exact(scale))).toMatch(/larger scale|beyond the range/);
  });

  test.each([1e15, 1e21, 1.7e308, "1000000000000000", `1${"0".repeat(5000)}`, "999999999999999.5"])(
    "%s is beyond the range",
    (value) => {
      expect(parseAmount(value, round(0))).toMatch(/beyond the range of amounts\. Send at most 999999999999999 /);
    },
  );

  test("the range narrows with the scale", () => {
    expect(parseAmount(1e6, exact(9))).toMatch(/Send at most 999999\.999999999 \(15 digits, of which 9 are decimals\)/);
    expect(parseAmount(1e6, exact(8))).toBe(1e14);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, JSON.parse("1e400")])(
    "%s is refused",
    (value) => {
      expect(parseAmount(value, { ...round(6), allowNegative: true })).toMatch(/Send/);
    },
  );

  test.each([
    "",
    " 1",
    "1 ",
    "+1",
    "1.",
    ".5",
    "1e5",
    "1E5",
    "1e400",
    "0x10",
    "1_000",
    "1,5",
    "--1",
    "-",
    "NaN",
    "Infinity",
    "١",
    "1n",
    "1\n",
  ])("the text %j is refused", (text) => {
    expect(parseAmount(text, { ...round(6), allowNegative: true })).toMatch(/is no amount\. Send/);
  });

  test("long text is shown in part", () => {
    expect((parseAmount("x".repeat(1000), exact(0)) as string).length).toBeLessThan(160);
  });

  test("what is below 0 is refused, unless it takes back", () => {
    expect(parseAmount(-1, exact(0))).toBe("-1 is below 0. Send 0 or more.");
    expect(parseAmount("-0.0000001", round(6))).toMatch(/is below 0/);
    const correction: AmountRule = { ...round(2), allowNegative: true };
    expect(parseAmount(-1.005, correction)).toBe(-101);
    expect(parseAmount("-0.001", correction)).toBe(-1);
    expect(parseAmount("-12.5", correction)).toBe(-1250);
    expect(parseAmount(-1e15, correction)).toMatch(/beyond the range/);
    expect(Object.is(parseAmount("-0.00", correction), 0)).toBe(true);
  });
});

describe("amounts on their way out", () => {
  test.each([
    [0, 0, "0"],
    [0, 6, "0"],
    [1_500_000, 6, "1.5"],
    [1, 9, "0.000000001"],
    [-5, 2, "-0.05"],
    [1200, 0, "1200"],
    [AMOUNT_MAX, SCALE_MAX, "999999.999999999"],
  ])("%i units at scale %i are %s", (units, scale, text) => {
    expect(formatAmount(units, scale)).toBe(text);
    expect(toDecimal(units, scale)).toBe(Number(text));
  });

  test("R18: utilization", () => {
    expect(utilization(1, 3)).toBe(1 / 3);
    expect(utilization(5, 4)).toBe(1.25);
    expect(utilization(0, 0)).toBe(1);
    expect(utilization(7, null)).toBeNull();
  });
});
