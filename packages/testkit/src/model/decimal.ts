// Decimals of the model: amounts as big integers of 10^-scale units, from JSON numbers and decimal text (R1).
import { refuse } from "./refusal.ts";

const UNITS_MAX = 999_999_999_999_999n;

interface DecimalRule {
  readonly scale: number;
  readonly rounds: boolean;
  readonly path: string;
  readonly negative?: boolean;
}

export function unitsOf(value: unknown, rule: DecimalRule): bigint {
  const text = plainText(value, rule.path);
  const [, sign = "", whole = "0", fraction = ""] =
    /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? refuse("InvalidRequest", rule.path);
  const units = BigInt(whole + fraction.slice(0, rule.scale).padEnd(rule.scale, "0"));
  const dropped = fraction.slice(rule.scale);
  const amount = units + roundingOf(dropped, units, rule);
  if (amount > UNITS_MAX || (sign === "-" && amount > 0n && !rule.negative)) refuse("InvalidRequest", rule.path);
  return sign === "-" ? -amount : amount;
}

function roundingOf(dropped: string, units: bigint, rule: DecimalRule): bigint {
  if (/^0*$/.test(dropped)) return 0n;
  if (!rule.rounds) refuse("InvalidRequest", rule.path);
  return units === 0n || dropped >= "5" ? 1n : 0n;
}

/** The shortest decimal that names the double, its exponent written out. */
function plainText(value: unknown, path: string): string {
  if (typeof value === "string") return value;
  if (typeof value !== "number" || !Number.isFinite(value)) return refuse("InvalidRequest", path);
  const [, sign = "", whole = "", fraction = "", exponent] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  if (exponent === undefined) return String(value);
  const shift = Number(exponent);
  if (shift > 0) return `${sign}${whole}${fraction.padEnd(shift, "0").slice(0, shift)}${dotted(fraction.slice(shift))}`;
  return `${sign}0.${"0".repeat(-shift - 1)}${whole}${fraction}`;
}

const dotted = (fraction: string): string => (fraction === "" ? "" : `.${fraction}`);

export const decimalOf = (units: bigint, scale: number): number => Number(`${units}e-${scale}`);

export const beyondRange = (units: bigint): boolean => units > UNITS_MAX || units < -UNITS_MAX;
