// Spoiling: one thing of a good request made wrong, or odd, in a way that callers get wrong.
import fc from "fast-check";
import type { Chance } from "../simulator/chance.ts";
import type { Given } from "./fuzz-request.ts";
import { ODD_IDS, sampled } from "./text-maker.ts";

type Holder = Record<string, unknown> | unknown[];

/** Values that stand where another was meant. */
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  "",
  " ",
  "x",
  ".",
  "..",
  "__proto__",
  "\u0000",
  "\ud800",
  "1",
  "NaN",
  "P0D",
  "P1M10D",
  "Mars/Olympus",
  "2026-02-30T00:00:00Z",
  "0.0000000000000000001",
  "-999999999999999.9999999999",
  "9".repeat(400),
  "z".repeat(256),
  "z".repeat(70_000),
  0,
  -0,
  -1,
  0.5,
  1e-300,
  2 ** 53,
  -(2 ** 63),
  1e308,
  [],
  {},
  [[]],
  [null],
  { id: {} },
];
const UNKNOWN_NAMES = ["unknown", "__proto__", "constructor", "id ", "ID", "usage_limit", "", "a".repeat(5_000)];
const MANY = 1_001;

const SPOILS = {
  replace: 8,
  drop: 4,
  add: 4,
  rename: 1,
  repeat: 1,
  swap: 1,
  anything: 1,
} as const;

/** Another request with one thing spoilt, in the body where there is one, else among the parameters. */
export function spoil(chance: Chance, given: Given): Given {
  const hasBody = typeof given.body === "object" && given.body !== null;
  if (hasBody && chance.isWithin(0.8)) return { ...given, body: spoiled(chance, given.body as Holder) };
  return { ...given, parameters: spoiled(chance, { ...given.parameters }) as Record<string, unknown> };
}

function spoiled(chance: Chance, value: Holder): unknown {
  const whole = structuredClone(value);
  const holders = holdersIn(whole);
  const holder = chance.pick(holders);
  const kind = chance.weighted(SPOILS);
  if (kind === "add" || keysOf(holder).length === 0) set(holder, chance.pick(UNKNOWN_NAMES), chance.pick(ODD_VALUES));
  else spoilPart(chance, { kind, holder, others: holders });
  return whole;
}

interface Spoil {
  readonly kind: Exclude<keyof typeof SPOILS, "add">;
  readonly holder: Holder;
  readonly others: readonly Holder[];
}

function spoilPart(chance: Chance, { kind, holder, others }: Spoil): void {
  const key = chance.pick(keysOf(holder));
  const value = get(holder, key);
  switch (kind) {
    case "replace":
      set(holder, key, chance.pick(chance.isWithin(0.8) ? ODD_VALUES : ODD_IDS));
      break;
    case "drop":
      drop(holder, key);
      break;
    case "rename":
      drop(holder, key);
      set(holder, `${key}s`, value);
      break;
    case "repeat":
      set(
        holder,
        key,
        Array.from({ length: chance.pick([2, 3, MANY]) }, () => value),
      );
      break;
    case "swap":
      set(
        holder,
        key,
        chance.pick(others.filter((other) => !isIn(holder, other) && !isIn(other, holder)).concat([{}])),
      );
      break;
    case "anything":
      set(holder, key, sampled(chance, fc.jsonValue({ maxDepth: 3 })));
      break;
  }
}

/** Every object and list within, the outermost first. */
function holdersIn(value: unknown): Holder[] {
  if (typeof value !== "object" || value === null) return [];
  return [value as Holder, ...Object.values(value).flatMap(holdersIn)];
}

/** Whether putting one into the other would make a circle. */
const isIn = (one: Holder, other: Holder): boolean => holdersIn(other).includes(one);

const keysOf = (holder: Holder): string[] => Object.keys(holder);

const get = (holder: Holder, key: string): unknown => (holder as Record<string, unknown>)[key];

/** `__proto__` too is a field like any other here. */
function set(holder: Holder, key: string, value: unknown): void {
  if (Array.isArray(holder) && !/^\d+$/.test(key)) holder.push(value);
  else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function drop(holder: Holder, key: string): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}
