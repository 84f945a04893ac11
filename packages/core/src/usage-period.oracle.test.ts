// Usage periods in every time zone against a second computation that knows zones from Intl alone and never uses Temporal (R14).
import { expect, test } from "vitest";
import { type Cadence, parseCadence } from "./cadence.ts";
import { Calendar } from "./usage-period.ts";

const SAMPLES_PER_ZONE = process.env.PURSER_LONG === "1" ? 2_000 : 100;
const SEED = Number(process.env.PURSER_SEED ?? Date.now() % 2 ** 32);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Twice the longest day at the date line would do; offsets reach 14 hours, a change of offset 24. */
const AROUND = 40 * HOUR;
const STEP = 8 * HOUR;
const FIRST = Date.UTC(1970, 0, 1);
const LAST = Date.UTC(2100, 0, 1);

interface Rule {
  readonly cadence: Cadence;
  readonly anchor: number | null;
  readonly timeZone: string;
}

/** A zone as its local times at given instants. */
class Zone {
  readonly #format: Intl.DateTimeFormat;

  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  }

  offset(instant: number): number {
    const second = Math.floor(instant / 1000) * 1000;
    const [month = 0, day = 0, year = 0, ...time] = (this.#format.format(second).match(/\d+/g) ?? []).map(Number);
    const [hours = 0, minutes = 0, seconds = 0] = time;
    return Date.UTC(year, month - 1, day, hours, minutes, seconds) - second;
  }

  local(instant: number): number {
    return instant + this.offset(instant);
  }

  /** The first instant with this local time; where there is none, the local time moved by the length of the gap. */
  instant(local: number): number {
    const offsets = new Set<number>();
    for (let at = local - AROUND; at <= local + AROUND; at += STEP) offsets.add(this.offset(at));
    const found = [...offsets].map((offset) => local - offset).filter((instant) => this.local(instant) === local);
    return found.length > 0 ? Math.min(...found) : this.#afterGap(local);
  }

  #afterGap(local: number): number {
    for (let at = local - AROUND; at < local + AROUND; at += STEP) {
      const change = this.changeBetween(at, at + STEP);
      if (change === null) continue;
      const [before, after] = [this.offset(change - 1), this.offset(change)];
      if (local >= change + before && local < change + after) return change + (local - (change + before));
    }
    throw new Error(`No gap holds ${new Date(local).toISOString()}`);
  }

  changeBetween(from: number, to: number): number | null {
    let [low, high] = [from, to];
    const after = this.offset(to);
    if (this.offset(from) === after) return null;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.offset(middle) === after) high = middle;
      else low = middle;
    }
    return high;
  }
}

function moved(local: number, { unit, count }: Cadence, index: number): number {
  if (unit === "day") return local + index * count * DAY;
  if (unit === "week") return local + index * count * 7 * DAY;
  const date = new Date(local);
  const months = date.getUTCMonth() + index * count * (unit === "year" ? 12 : 1);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), months + 1, 0)).getUTCDate();
  return Date.UTC(date.getUTCFullYear(), months, Math.min(date.getUTCDate(), lastDay)) + timeOfDay(local);
}

const timeOfDay = (local: number): number => ((local % DAY) + DAY) % DAY;

function monthOf(local: number): number {
  const date = new Date(local);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function indexNear({ unit, count }: Cadence, anchor: number, local: number): number {
  if (unit === "month" || unit === "year")
    return Math.floor((monthOf(local) - monthOf(anchor)) / (unit === "year" ? 12 * count : count));
  return Math.floor((local - anchor) / (unit === "week" ? 7 * DAY * count : DAY * count));
}

/** The period as R14 says it: the last bound up to the instant, and the first after it. */
function expectedPeriod(rule: Rule, zone: Zone, instant: number): [number, number] {
  const { cadence, anchor } = rule;
  if (cadence.unit === "hour" || cadence.unit === "minute") {
    const length = BigInt(cadence.count * (cadence.unit === "hour" ? HOUR : 60_000));
    const since = BigInt(instant) - BigInt(anchor ?? 0);
    const into = ((since % length) + length) % length;
    return [instant - Number(into), instant - Number(into) + Number(length)];
  }
  const localAnchor = anchor === null ? Date.UTC(1970, 0, cadence.unit === "week" ? 5 : 1) : zone.local(anchor);
  const near = indexNear(cadence, localAnchor, zone.local(instant));
  const bounds = [-2, -1, 0, 1, 2, 3].map((more) => zone.instant(moved(localAnchor, cadence, near + more)));
  return [
    Math.max(...bounds.filter((bound) => bound <= instant)),
    Math.min(...bounds.filter((bound) => bound > instant)),
  ];
}

/** Mulberry32: 32 bits of state are enough for samples, and a seed repeats them. */
class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  between(start: number, end: number): number {
    return start + this.below(end - start);
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }
}

/** An instant at which the zone's offset changes, if one is near a random one. */
function someChange(chance: Chance, zone: Zone): number | null {
  const from = chance.between(FIRST, LAST);
  for (let at = from; at < from + 400 * DAY; at += 10 * DAY) {
    const change = zone.changeBetween(at, at + 10 * DAY);
    if (change !== null) return change;
  }
  return null;
}

function someCadence(chance: Chance): Cadence {
  const count = chance.of([1, 1, 1, 2, 3, chance.between(1, 40)]);
  const cadence = parseCadence(
    chance.of([
      `P${count}Y`,
      `P${count}M`,
      `P${count}M`,
      `P${count}W`,
      `P${count}D`,
      `P${count}D`,
      `PT${count}H`,
      `PT${count}M`,
    ]),
  );
  if (cadence === null) throw new Error("a cadence of the test is none");
  return cadence;
}

/** Anchors of the default phase, at random, at the ends of months, on leap days, and at the time of day of a change. */
function someAnchor(chance: Chance, change: number | null): number | null {
  const year = chance.between(1971, 2100);
  const choices = [
    null,
    chance.between(FIRST, LAST),
    Date.UTC(year, chance.below(12), chance.between(28, 32)) + chance.below(DAY),
    Date.UTC(year - (year % 4), 1, 29) + chance.below(DAY),
  ];
  if (change === null) return chance.of(choices);
  const nearChange =
    change + chance.of([0, -1, 1, chance.between(-3 * HOUR, 3 * HOUR)]) - chance.between(-800, 800) * DAY;
  return chance.of([...choices, nearChange, nearChange, nearChange]);
}

/** Returns what is wrong, so that half a million samples do not pass through the matchers. */
function judge(calendar: Calendar, rule: Rule, [zone, instant]: [Zone, number]): string | null {
  const period = calendar.periodAt(instant);
  const [start, end] = expectedPeriod(rule, zone, instant);
  const about = `${rule.cadence.text} anchor ${rule.anchor} ${rule.timeZone} at ${instant}`;
  if (!(period.start <= instant && instant < period.end)) return `${about}: not contained`;
  if (period.start !== start || period.end !== end)
    return `${about}: [${period.start}, ${period.end}) is not [${start}, ${end})`;
  if (calendar.periodAt(end).start !== end || calendar.periodAt(start - 1).end !== start)
    return `${about}: periods do not tile`;
  if (period.startText !== new Date(start).toISOString() || period.endText !== new Date(end).toISOString())
    return `${about}: texts`;
  return null;
}

test("R14: periods of every time zone are what Intl's clocks say", { timeout: 3_600_000 }, () => {
  console.log(`usage-period oracle: PURSER_SEED=${SEED}, ${SAMPLES_PER_ZONE} samples per zone`);
  const chance = new Chance(SEED);
  const wrong: string[] = [];
  for (const timeZone of Intl.supportedValuesOf("timeZone")) {
    const zone = new Zone(timeZone);
    for (let sample = 0; sample < SAMPLES_PER_ZONE; sample += 1) {
      const change = sample % 2 === 0 ? someChange(chance, zone) : null;
      const rule = { cadence: someCadence(chance), anchor: someAnchor(chance, change), timeZone };
      const instant =
        change === null ? chance.between(FIRST, LAST) : change + chance.of([0, -1, chance.between(-3 * DAY, 3 * DAY)]);
      const fault = judge(new Calendar(rule), rule, [zone, instant]);
      if (fault !== null) wrong.push(fault);
    }
  }
  expect(wrong.slice(0, 20)).toEqual([]);
});
