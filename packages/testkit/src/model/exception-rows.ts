// The rows of exceptions and of the requests for them (R36).

/** What both stand on: the natural key of an entity's budget (R11). */
export interface BudgetKey {
  readonly customerId: string;
  readonly entityId: string;
  readonly capabilityId: string;
  /** Sorted. */
  readonly scopeEntityIds: readonly string[];
  readonly cadence: string | null;
}

/** Exactly one of the two is there. */
export interface Raise {
  readonly usageLimit: bigint | null;
  readonly amount: bigint | null;
}

export interface Exception extends BudgetKey, Raise {
  readonly id: string;
  readonly from: number;
  /** Null is for ever. */
  readonly until: number | null;
  readonly reason: string;
  readonly idempotencyKey: string;
  readonly content: string;
  readonly createdAt: number;
  readonly limitRequestId: string | null;
  readonly revokedAt: number | null;
}

export interface LimitRequest extends BudgetKey, Raise {
  readonly id: string;
  /** Null is from the approval on. */
  readonly from: number | null;
  readonly until: number | null;
  /** Until the end of the usage period that holds `from`. */
  readonly untilPeriodEnd: boolean;
  readonly reason: string;
  readonly idempotencyKey: string;
  readonly content: string;
  readonly createdAt: number;
  readonly decision: Decision | null;
}

interface Decision {
  readonly state: "approved" | "denied";
  readonly comment: string | null;
  readonly content: string;
  readonly at: number;
  readonly exceptionId: string | null;
}
