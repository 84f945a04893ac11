// Budget text: amounts, shares, cadences and times as people read them.

const GROUPED = new Intl.NumberFormat("en-US", { maximumFractionDigits: 9 });
/** Cut, never rounded up: what is just below a limit doesn't look like it. */
const COMPACT = new Intl.NumberFormat("en-US", {
  notation: "compact",
  maximumSignificantDigits: 4,
  roundingMode: "trunc",
});
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Below ten percent a digit behind the point tells more than it costs. */
const FINE_PERCENT = 10;
const PERCENT_MOST = 999;
const PERCENT_LEAST = 0.1;
const COMPACT_LEAST = 0.001;
const UNITS: Readonly<Record<string, string>> = { M: "month", D: "day", W: "week", Y: "year", H: "hour" };

export const amountText = (amount: number, isCompact: boolean): string =>
  isCompact ? compactText(amount) : GROUPED.format(amount);

const compactText = (amount: number): string =>
  amount > 0 && amount < COMPACT_LEAST ? `<${COMPACT_LEAST}` : COMPACT.format(amount);

/** Cut, never rounded up: 100 % is shown when all of it is used, and not before. */
export function percentText(share: number): string {
  const percent = share * 100;
  if (percent > PERCENT_MOST) return `>${PERCENT_MOST}%`;
  if (percent > 0 && percent < PERCENT_LEAST) return `<${PERCENT_LEAST}%`;
  const step = percent < FINE_PERCENT ? 10 : 1;
  // A double just below its decimal is that decimal.
  return `${Math.floor(percent * step + 1e-9) / step}%`;
}

/** `month`, `30 days`, `lifetime`. */
export function cadenceText(cadence: string | null): string {
  if (cadence === null) return "lifetime";
  const [, time, digits = "1", letter = ""] = /^P(T?)(\d+)([A-Z])$/.exec(cadence) ?? [];
  const unit = time === "T" && letter === "M" ? "minute" : time === "T" && letter === "S" ? "second" : UNITS[letter];
  if (unit === undefined) return cadence;
  return digits === "1" ? unit : `${digits} ${unit}s`;
}

/** How long until then in its two greatest units, such as `4d 10h`, or in one; `now` once it is past. */
export function untilText(end: string, now: number, isCompact: boolean): string {
  const left = Date.parse(end) - now;
  if (left <= 0) return "now";
  const [days, hours] = [Math.floor(left / DAY_MS), Math.floor((left % DAY_MS) / HOUR_MS)];
  const minutes = Math.floor((left % HOUR_MS) / MINUTE_MS);
  if (days > 0) return isCompact ? `${days}d` : `${days}d ${hours}h`;
  if (hours > 0) return isCompact ? `${hours}h` : `${hours}h ${minutes}m`;
  return minutes > 0 ? `${minutes}m` : "<1m";
}
