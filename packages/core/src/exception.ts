// An exception: a raise of a limit for a time, on a natural key at an entity, so that it outlives the assignment there (R36).
import { AMOUNT_MAX } from "./amount.ts";

export interface Exception {
  readonly number: number;
  readonly environment: number;
  readonly customer: number;
  readonly entity: number;
  readonly capability: number;
  /** Ascending; empty = node-wide. */
  readonly scope: readonly number[];
  readonly cadence: string | null;
  /** Exactly one of the two is there, in units: the limit while it is in force, or what is added to it. */
  readonly usageLimit: number | null;
  readonly amount: number | null;
  readonly from: number;
  /** Excluded; null = in every period, until it is revoked. */
  readonly until: number | null;
  readonly reason: string;
  /** Who granted it, as in the audit log. */
  readonly actor: string;
  readonly idempotencyKey: string;
  /** Digest of what was sent under the key. */
  readonly content: string;
  /** The limit request that it approves, 0 for none. */
  readonly limitRequest: number;
  readonly createdAt: number;
  readonly revokedAt: number | null;
}

/** Those of one budget are walked through by every check of it. */
export const EXCEPTIONS_PER_KEY_MAX = 1_000;

export const exceptionId = (number: number): string => `exc_${number.toString(36)}`;

/** The number that an exception id names, or 0 when it can't name any. */
export function exceptionNumber(id: string): number {
  const digits = /^exc_([0-9a-z]{1,10})$/.exec(id)?.[1];
  return digits === undefined ? 0 : Number.parseInt(digits, 36);
}

export const isInForce = ({ from, until, revokedAt }: Exception, at: number): boolean =>
  revokedAt === null && from <= at && (until === null || at < until);

/** R36: the greater of the limit and the absolute exceptions in force, with all amounts in force on top; NaN stays NaN. */
export function effectiveLimit(
  standing: readonly Exception[],
  { usageLimit, at }: { readonly usageLimit: number; readonly at: number },
): number {
  if (standing.length === 0 || Number.isNaN(usageLimit)) return usageLimit;
  let absolute = usageLimit;
  let added = 0;
  for (const exception of standing) {
    if (!isInForce(exception, at)) continue;
    if (exception.usageLimit !== null) absolute = Math.max(absolute, exception.usageLimit);
    added += exception.amount ?? 0;
  }
  return Math.min(AMOUNT_MAX, absolute + added);
}

/** Instants from `from` on, before `before`, at which one of them begins; the limit can only rise there. */
export const beginnings = (
  standing: readonly Exception[],
  { from, before }: { readonly from: number; readonly before: number },
): number[] =>
  standing
    .filter((exception) => exception.revokedAt === null && exception.from > from && exception.from < before)
    .map((exception) => exception.from);

/** The greatest effective limit at any instant from `from` on, before `before`. */
export function greatestLimit(
  standing: readonly Exception[],
  span: { readonly usageLimit: number; readonly from: number; readonly before: number },
): number {
  const { usageLimit, from } = span;
  let greatest = effectiveLimit(standing, { usageLimit, at: from });
  for (const at of beginnings(standing, span)) {
    greatest = Math.max(greatest, effectiveLimit(standing, { usageLimit, at }));
  }
  return greatest;
}
