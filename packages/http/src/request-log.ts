// The request log: what is told of an answered request; never its address, headers or body, in which secrets travel.

export interface AnsweredRequest {
  readonly requestId: string;
  /** The operation's name, null when the request reached none. */
  readonly operation: string | null;
  readonly method: string;
  readonly status: number;
  readonly durationMs: number;
  /** The code of the problem, null when it was answered well. */
  readonly problem: string | null;
}

export interface RequestLog {
  /** Only answers with this status or a higher one are told: 500 costs a check one comparison. */
  readonly fromStatus: number;
  tell(answered: AnsweredRequest): void;
}

export const NO_REQUEST_LOG: RequestLog = { fromStatus: Number.POSITIVE_INFINITY, tell: () => {} };
