// Cadences and time zones: how often usage starts again, and by whose clock, as their text says (R14).
import { Temporal } from "temporal-polyfill";

export interface Cadence {
  /** As sent: `P7D` and `P1W` are two cadences. */
  readonly text: string;
  readonly unit: "year" | "month" | "week" | "day" | "hour" | "minute";
  readonly count: number;
}

export const CADENCE_COUNT_MAX = 1000;

const CADENCE_TEXT = /^P(?:([1-9]\d{0,3})([YMWD])|T([1-9]\d{0,3})([HM]))$/;
const DATE_UNITS: Readonly<Record<string, Cadence["unit"]>> = { Y: "year", M: "month", W: "week", D: "day" };
const TIME_UNITS: Readonly<Record<string, Cadence["unit"]>> = { H: "hour", M: "minute" };

/** `P<n>{Y,M,W,D}` or `PT<n>{H,M}` with n from 1 to 1,000 and no leading zeros; null for anything else. */
export function parseCadence(text: string): Cadence | null {
  const match = CADENCE_TEXT.exec(text);
  if (match === null) return null;
  const [, dateCount, dateUnit = "", timeCount, timeUnit = ""] = match;
  const count = Number(dateCount ?? timeCount);
  const unit = DATE_UNITS[dateUnit] ?? TIME_UNITS[timeUnit];
  return unit === undefined || count > CADENCE_COUNT_MAX ? null : { text, unit, count };
}

/** The letters of IANA names; keeps out offsets, names that only ICU knows, and letters that fold to ASCII. */
const TIME_ZONE_TEXT = /^(?!systemv\/)[a-z][a-z0-9_+\-/]{0,63}$/i;

/** Lower-case names found good, some 600 at most; bad names are never kept, so callers cannot make it grow. */
const knownTimeZones = new Set(["utc"]);

/** Whether the text names an IANA time zone, in any case, as Temporal takes it; offsets such as `+02:00` are none. */
export function isTimeZone(text: string): boolean {
  if (!TIME_ZONE_TEXT.test(text)) return false;
  const name = text.toLowerCase();
  if (knownTimeZones.has(name)) return true;
  try {
    new Temporal.ZonedDateTime(0n, name);
  } catch {
    return false;
  }
  knownTimeZones.add(name);
  return true;
}
