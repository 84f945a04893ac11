// What a call throws: a problem that the server has worded, or a server that could not be reached.
import type { Problem, ProblemCode } from "@purser/contract";

/** The server refused the request; `message` says what is wrong and what to do. */
export class PurserProblem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly requestId: string;
  readonly errors: Problem["errors"];
  /** Seconds to wait before a repeat, where the server says so. */
  readonly retryAfter: number | null;
  /** false: a repeat can't fare better. */
  readonly shouldRetry: boolean;

  constructor(problem: Problem, headers: { readonly retryAfter: string | null; readonly shouldRetry: string | null }) {
    super(problem.detail);
    this.name = "PurserProblem";
    this.code = problem.code;
    this.status = problem.status;
    this.requestId = problem.requestId;
    this.errors = problem.errors;
    this.retryAfter = headers.retryAfter === null ? null : Number(headers.retryAfter);
    this.shouldRetry = headers.shouldRetry !== "false" && (problem.status === 429 || problem.status === 503);
  }
}

/**
 * No answer came: whether the request was carried out is not known. Reads may be repeated; so may usage events, which
 * carry an idempotency key.
 */
export class PurserUnreachable extends Error {
  constructor(baseUrl: string, cause: unknown) {
    super(`No answer from ${baseUrl}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = "PurserUnreachable";
  }
}
