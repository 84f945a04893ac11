// Phases: whether two rules have the very same usage periods, though their anchors be different instants (R33).
import { Temporal } from "temporal-polyfill";
import { type Cadence, parseCadence } from "./cadence.ts";
import { localAnchor } from "./usage-period.ts";

export interface PhaseRule {
  readonly cadence: string | null;
  readonly anchor: number | null;
  readonly timeZone: string;
}

const MINUTE_MS = 60_000;
const MINUTES: Readonly<Partial<Record<Cadence["unit"], number>>> = { hour: 60, minute: 1 };
const DAYS: Readonly<Partial<Record<Cadence["unit"], number>>> = { week: 7, day: 1 };
const MONTHS_TO_A_YEAR = 12;

/** Of one cadence text; lifetimes have one period whatever else they say. */
export function isSamePhase(a: PhaseRule, b: PhaseRule): boolean {
  if (a.cadence === null || b.cadence === null) return a.cadence === b.cadence;
  const cadence = parseCadence(a.cadence);
  if (cadence === null || a.cadence !== b.cadence || a.timeZone !== b.timeZone) return false;
  if (a.anchor === b.anchor) return true;
  const minutes = MINUTES[cadence.unit];
  if (minutes !== undefined) return ((a.anchor ?? 0) - (b.anchor ?? 0)) % (minutes * MINUTE_MS * cadence.count) === 0;
  return isSameLocally(localAnchor({ ...a, cadence }), localAnchor({ ...b, cadence }), cadence);
}

function isSameLocally(a: Temporal.PlainDateTime, b: Temporal.PlainDateTime, cadence: Cadence): boolean {
  if (Temporal.PlainTime.compare(a.toPlainTime(), b.toPlainTime()) !== 0) return false;
  const days = DAYS[cadence.unit];
  if (days !== undefined) return a.toPlainDate().until(b.toPlainDate()).days % (days * cadence.count) === 0;
  // A 31st that short months cut off is another phase than a 30th, though they meet in some months.
  const months = (a.year - b.year) * MONTHS_TO_A_YEAR + (a.month - b.month);
  const length = cadence.unit === "year" ? cadence.count * MONTHS_TO_A_YEAR : cadence.count;
  return a.day === b.day && months % length === 0;
}
