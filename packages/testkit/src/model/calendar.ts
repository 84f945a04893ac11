// Usage periods of the model: bounds counted from the anchor with plain civil arithmetic and the zone offsets of Intl (R14).

interface Phase {
  readonly cadence: string | null;
  readonly anchor: number | null;
  readonly timeZone: string;
}

export interface Period {
  readonly start: number;
  readonly end: number;
}

const CADENCE = /^P(?:(\d+)([YMWD])|T(\d+)([HM]))$/;
const NUMBER_MAX = 1_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const EPOCH_MONDAY = 4 * DAY_MS;
const UNIT_MS: Readonly<Record<string, number>> = { H: HOUR_MS, M: 60_000, D: DAY_MS, W: 7 * DAY_MS };
const MEAN_MONTH_MS = 2_629_746_000;

export function isCadence(text: string): boolean {
  const [, calendar, , clock] = CADENCE.exec(text) ?? [];
  const digits = calendar ?? clock ?? "0";
  return !digits.startsWith("0") && Number(digits) <= NUMBER_MAX;
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The period that holds the instant; lifetime has no bounds. */
export function periodAt(phase: Phase, at: number): Period {
  if (phase.cadence === null) return { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };
  let index = Math.floor((at - boundOf(phase, 0)) / lengthOf(phase.cadence));
  while (boundOf(phase, index) > at) index -= 1;
  while (boundOf(phase, index + 1) <= at) index += 1;
  return { start: boundOf(phase, index), end: boundOf(phase, index + 1) };
}

function partsOf(cadence: string): { readonly count: number; readonly unit: string; readonly isClock: boolean } {
  const [, days, dayUnit, hours, hourUnit] = CADENCE.exec(cadence) ?? [];
  return { count: Number(days ?? hours), unit: dayUnit ?? hourUnit ?? "", isClock: hours !== undefined };
}

function lengthOf(cadence: string): number {
  const { count, unit, isClock } = partsOf(cadence);
  if (!isClock && unit === "Y") return count * 12 * MEAN_MONTH_MS;
  if (!isClock && unit === "M") return count * MEAN_MONTH_MS;
  return count * (UNIT_MS[unit] ?? 0);
}

/** The bound `index` units after the anchor, never reckoned from the bound before it. */
function boundOf(phase: Phase, index: number): number {
  const { count, unit, isClock } = partsOf(phase.cadence ?? "");
  if (isClock) return (phase.anchor ?? 0) + index * count * (UNIT_MS[unit] ?? 0);
  const local = localAnchor(phase, unit);
  if (unit === "D" || unit === "W") return instantOf(phase.timeZone, local + index * count * (UNIT_MS[unit] ?? 0));
  return instantOf(phase.timeZone, monthsLater(local, index * count * (unit === "Y" ? 12 : 1)));
}

const localAnchor = ({ anchor, timeZone }: Phase, unit: string): number =>
  anchor === null ? localStart(unit) : anchor + offsetAt(timeZone, anchor);

const localStart = (unit: string): number => (unit === "W" ? EPOCH_MONDAY : 0);

/** Local times are written as if the zone were UTC. A day that the month lacks becomes its last. */
function monthsLater(local: number, months: number): number {
  const from = new Date(local);
  const first = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1);
  const last = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0)).getUTCDate();
  const timeOfDay = ((local % DAY_MS) + DAY_MS) % DAY_MS;
  return first + (Math.min(from.getUTCDate(), last) - 1) * DAY_MS + timeOfDay;
}

/** One that doesn't exist moves forward by the gap's length, one that exists twice is the first. */
function instantOf(timeZone: string, local: number): number {
  const before = offsetAt(timeZone, local - DAY_MS);
  const after = offsetAt(timeZone, local + DAY_MS);
  const candidates = [local - before, local - after].filter((at) => at + offsetAt(timeZone, at) === local);
  return candidates.length > 0 ? Math.min(...candidates) : local - before;
}

/** Whether equal cadences have the same periods for ever; of lifetime there is but one. */
export function isSamePhase(a: Phase, b: Phase): boolean {
  if (a.cadence === null || b.cadence === null) return a.cadence === b.cadence;
  if (a.cadence !== b.cadence || a.timeZone !== b.timeZone) return false;
  const { count, unit, isClock } = partsOf(a.cadence);
  if (isClock) return isMultiple((a.anchor ?? 0) - (b.anchor ?? 0), count * (UNIT_MS[unit] ?? 0));
  const [left, right] = [localAnchor(a, unit), localAnchor(b, unit)];
  if (unit === "D" || unit === "W") return isMultiple(left - right, count * (UNIT_MS[unit] ?? 0));
  const [one, other] = [new Date(left), new Date(right)];
  const years = one.getUTCFullYear() - other.getUTCFullYear();
  const months = years * 12 + one.getUTCMonth() - other.getUTCMonth();
  const isSameDay = one.getUTCDate() === other.getUTCDate() && isMultiple(left - right, DAY_MS);
  return isSameDay && isMultiple(months, count * (unit === "Y" ? 12 : 1));
}

const isMultiple = (of: number, length: number): boolean => of % length === 0;

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the zone's clocks are ahead of UTC at that instant. */
function offsetAt(timeZone: string, at: number): number {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat("en-US", formatOptions(timeZone));
  formats.set(timeZone, format);
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
}

const formatOptions = (timeZone: string): Intl.DateTimeFormatOptions => ({
  timeZone,
  hourCycle: "h23",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
});
