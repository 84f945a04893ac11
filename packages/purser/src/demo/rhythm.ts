// When people work: office hours of each office, quiet nights, quieter weekends; agents go on.

export interface Office {
  readonly city: string;
  /** Hours from UTC; the demo knows no summer time. */
  readonly offset: number;
}

export const OFFICES: readonly [Office, ...Office[]] = [
  { city: "Berlin", offset: 1 },
  { city: "San Francisco", offset: -8 },
  { city: "Singapore", offset: 8 },
];

const HOUR_MS = 3_600_000;
const NIGHT = 0.02;
const WEEKEND = 0.08;
/** Share of a full hour's work, from 7 to 20 o'clock, with a dent for lunch. */
const DAY = [0.15, 0.5, 0.9, 1, 1, 0.55, 0.8, 1, 1, 0.9, 0.5, 0.25, 0.12];
const DAY_STARTS = 7;

/** How busy the office's people are at that instant, 0–1. */
export function activityOf(office: Office, instant: number): number {
  const local = new Date(instant + office.offset * HOUR_MS);
  const busy = DAY[local.getUTCHours() - DAY_STARTS] ?? NIGHT;
  return isWeekend(local) ? busy * WEEKEND : busy;
}

/** One working day's middle of work: the instant of that office's local hour on the day that holds `instant`. */
export function workday(office: Office, instant: number, hour: number): number | null {
  const local = new Date(instant + office.offset * HOUR_MS);
  if (isWeekend(local)) return null;
  return local.setUTCHours(0, 0, 0, 0) + (hour - office.offset) * HOUR_MS;
}

const isWeekend = (local: Date): boolean => local.getUTCDay() === 0 || local.getUTCDay() === 6;
