// Period facts: where usage periods of the simulator's few cadences and zones begin and end, by plain arithmetic.

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Zones without daylight saving, so that their periods need no table; hours ahead of UTC. */
export const ZONES: Readonly<Record<string, number>> = { UTC: 0, "Etc/GMT+5": -5, "Etc/GMT-9": 9 };
export const CADENCES = ["P1D", "P1M", "PT6H", null] as const;

interface Bounds {
  readonly start: number;
  readonly end: number;
}

/** Whether the bounds are the period of the cadence that holds the instant, in one of the zones. */
export function isPeriodAt(cadence: string | null, bounds: Bounds, now: number): boolean {
  if (cadence === null) return bounds.start === Number.NEGATIVE_INFINITY && bounds.end === Number.POSITIVE_INFINITY;
  return Object.values(ZONES).some((hours) => {
    const { start, end } = periodAt(cadence, now, hours * HOUR);
    return start === bounds.start && end === bounds.end;
  });
}

/** `offset`: how far the zone is ahead of UTC, in milliseconds. */
export function periodAt(cadence: string, now: number, offset: number): Bounds {
  if (cadence === "PT6H") return stepOf(now, 6 * HOUR);
  if (cadence === "P1D") {
    const { start, end } = stepOf(now + offset, DAY);
    return { start: start - offset, end: end - offset };
  }
  const local = new Date(now + offset);
  const month = (ahead: number): number => Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + ahead, 1) - offset;
  return { start: month(0), end: month(1) };
}

function stepOf(instant: number, length: number): Bounds {
  const start = Math.floor(instant / length) * length;
  return { start, end: start + length };
}
