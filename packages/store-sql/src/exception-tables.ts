// The tables of exceptions and limit requests as Kysely sees them.

interface RaiseColumns {
  number: number;
  environment: number;
  customer: number;
  entity: number;
  capability: number;
  scope: string;
  cadence: string | null;
  usage_limit: number | null;
  amount: number | null;
  until_at: number | null;
  reason: string;
  idempotency_key: string;
  content: string;
  created_at: number;
}

export interface ExceptionTable extends RaiseColumns {
  from_at: number;
  actor: string;
  limit_request: number;
  revoked_at: number | null;
}

export interface LimitRequestTable extends RaiseColumns {
  from_at: number | null;
  /** 1: until the end of the usage period in which it begins, and `until_at` is null. */
  until_period_end: 0 | 1;
  subject: string | null;
  state: string;
  comment: string | null;
  decided_by: string | null;
  decided_at: number | null;
  decision_content: string | null;
  exception: number;
}
