// A limit request: somebody asks for an exception; who may, approves it (which makes one) or denies it with a comment (R36).

export interface LimitRequest {
  readonly number: number;
  readonly environment: number;
  readonly customer: number;
  readonly entity: number;
  readonly capability: number;
  /** Ascending; empty = node-wide. */
  readonly scope: readonly number[];
  readonly cadence: string | null;
  /** Exactly one of the two, in units. */
  readonly usageLimit: number | null;
  readonly amount: number | null;
  /** null = from its approval on. */
  readonly from: number | null;
  readonly until: RequestedUntil;
  readonly reason: string;
  /** Who asks, as the console token says; null where an API key filed it. */
  readonly subject: string | null;
  readonly idempotencyKey: string;
  readonly content: string;
  readonly state: "pending" | "approved" | "denied";
  readonly comment: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
  /** Digest of the decision as sent: the same one again changes nothing. */
  readonly decisionContent: string | null;
  /** Number of the exception that its approval made, 0 for none. */
  readonly exception: number;
  readonly createdAt: number;
}

/** An instant, null = in every period until revoked, or the end of the usage period in which it begins. */
export type RequestedUntil = number | null | "periodEnd";

export const limitRequestId = (number: number): string => `lrq_${number.toString(36)}`;

/** The number that a limit request's id names, or 0 when it can't name any. */
export function limitRequestNumber(id: string): number {
  const digits = /^lrq_([0-9a-z]{1,10})$/.exec(id)?.[1];
  return digits === undefined ? 0 : Number.parseInt(digits, 36);
}
