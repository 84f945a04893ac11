// Usage periods: which stretch of time holds an instant, by calendar arithmetic from an anchor and never from another period (R14).
import { Temporal } from "temporal-polyfill";
import { assert } from "./assert.ts";
import type { Cadence } from "./cadence.ts";

/** Start included, end excluded, in milliseconds; texts are ISO-8601 UTC and null where the period is open. */
export interface UsagePeriod {
  readonly start: number;
  readonly end: number;
  readonly startText: string | null;
  readonly endText: string | null;
}

export interface CalendarRule {
  /** null = lifetime: one period that is open at both ends. */
  readonly cadence: Cadence | null;
  /** An instant that sets the phase; null = the phase of 1970. */
  readonly anchor: number | null;
  readonly timeZone: string;
}

type DateUnit = Exclude<Cadence["unit"], "hour" | "minute">;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MEAN_YEAR_MS = 365.2425 * DAY_MS;
const MEAN_MS: Readonly<Record<Cadence["unit"], number>> = {
  year: MEAN_YEAR_MS,
  month: MEAN_YEAR_MS / 12,
  week: 7 * DAY_MS,
  day: DAY_MS,
  hour: 60 * MINUTE_MS,
  minute: MINUTE_MS,
};
const MONDAY_MS = 4 * DAY_MS;

/** The range of dates in ECMAScript, on both sides of 1970. */
const INSTANT_MAX = 8.64e15;
/** A bound is estimated to within some days, so those this near the end of time are taken to lie beyond it. */
const BOUND_MAX = INSTANT_MAX - 400 * DAY_MS;
/** Late entries come from few other periods; what is dropped costs 20 µs to find again, what is kept some 200 bytes. */
const PERIODS_KEPT = 32;
/** The estimate of an index is off by one or two; more means that bounds do not grow with their index. */
const STEPS_MAX = 8;

const LIFETIME = makePeriod(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
const NO_PERIOD = makePeriod(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);

/** Rules with the same key have the same periods. */
export function calendarKey({ cadence, anchor, timeZone }: CalendarRule): string {
  return `${cadence?.text ?? ""}|${anchor ?? ""}|${timeZone}`;
}

/**
 * The usage periods of one rule. They tile time: the end of one is the start of the next. Where a zone skipped a whole
 * day at the date line, that day's period is empty and holds no instant. Bounds beyond the range of dates are open.
 */
export class Calendar {
  readonly #rule: CalendarRule;
  #current: UsagePeriod;
  /** The local date and time of the anchor; made when first needed, as many calendars are only stored. */
  #anchor: Temporal.PlainDateTime | null = null;
  #kept: Map<number, UsagePeriod> | null = null;

  constructor(rule: CalendarRule) {
    this.#rule = rule;
    this.#current = rule.cadence === null ? LIFETIME : NO_PERIOD;
  }

  periodAt(instant: number): UsagePeriod {
    const current = this.#current;
    if (instant >= current.start && instant < current.end) return current;
    assert(Math.abs(instant) <= INSTANT_MAX, "an instant lies in the range of dates");
    const { cadence } = this.#rule;
    assert(cadence !== null, "a lifetime holds every instant");
    const isAbsolute = cadence.unit === "hour" || cadence.unit === "minute";
    const period = isAbsolute ? this.#absolutePeriod(cadence, instant) : this.#search(cadence, instant);
    this.#current = period;
    return period;
  }

  /** Hours and minutes know no zone, and are kept by their start. */
  #absolutePeriod({ unit, count }: Cadence, instant: number): UsagePeriod {
    const length = count * MEAN_MS[unit];
    // Phases are taken apart first, because the distance of two instants may be no safe integer.
    const phase = ((instant % length) - ((this.#rule.anchor ?? 0) % length)) % length;
    const start = instant - (phase < 0 ? phase + length : phase);
    return this.#kept?.get(start) ?? this.#keep(start, makePeriod(start, start + length));
  }

  #search(cadence: Cadence, instant: number): UsagePeriod {
    const inside = Math.max(-BOUND_MAX, Math.min(BOUND_MAX, instant));
    let index = Math.floor((inside - originOf(this.#rule)) / (cadence.count * MEAN_MS[cadence.unit]));
    for (let step = 0; step < STEPS_MAX; step += 1) {
      const period = this.#periodOf(cadence, index);
      if (instant < period.start) index -= 1;
      else if (instant >= period.end) index += 1;
      else return period;
    }
    assert(false, "the period of an instant is found near its estimate");
  }

  #periodOf(cadence: Cadence, index: number): UsagePeriod {
    const known = this.#kept?.get(index);
    if (known !== undefined) return known;
    const start = this.#kept?.get(index - 1)?.end ?? this.#bound(cadence, index);
    const end = this.#kept?.get(index + 1)?.start ?? this.#bound(cadence, index + 1);
    return this.#keep(index, makePeriod(start, end));
  }

  #keep(key: number, period: UsagePeriod): UsagePeriod {
    this.#kept ??= new Map();
    if (this.#kept.size >= PERIODS_KEPT) this.#kept.clear();
    this.#kept.set(key, period);
    return period;
  }

  /** Anchor + index × cadence, at the anchor's local time of day; gaps and overlaps as R14 has them ("compatible"). */
  #bound({ unit, count }: Cadence, index: number): number {
    const estimate = originOf(this.#rule) + index * count * MEAN_MS[unit];
    if (Math.abs(estimate) > BOUND_MAX) return estimate < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    this.#anchor ??= localAnchor(this.#rule);
    const local = this.#anchor.add({ [`${unit as DateUnit}s`]: index * count });
    return local.toZonedDateTime(this.#rule.timeZone, { disambiguation: "compatible" }).epochMilliseconds;
  }
}

/** The anchor to within a zone's offset, for estimates. */
function originOf({ cadence, anchor }: CalendarRule): number {
  return anchor ?? (cadence?.unit === "week" ? MONDAY_MS : 0);
}

export function localAnchor({ cadence, anchor, timeZone }: CalendarRule): Temporal.PlainDateTime {
  if (anchor === null) return new Temporal.PlainDateTime(1970, 1, cadence?.unit === "week" ? 5 : 1);
  return Temporal.Instant.fromEpochMilliseconds(anchor).toZonedDateTimeISO(timeZone).toPlainDateTime();
}

function makePeriod(start: number, end: number): UsagePeriod {
  const from = start < -INSTANT_MAX ? Number.NEGATIVE_INFINITY : start;
  const until = end > INSTANT_MAX ? Number.POSITIVE_INFINITY : end;
  return { start: from, end: until, startText: textOf(from), endText: textOf(until) };
}

function textOf(instant: number): string | null {
  return Number.isFinite(instant) ? new Date(instant).toISOString() : null;
}
