// Problem replies: status, headers and body of a problem (RFC 9457, page 5).
import { isPermanent, type Problem } from "@purser/contract";

/** Long enough for a queue to drain or a store to come back, short enough for a waiting agent. */
const RETRY_AFTER_SECONDS = 5;

export interface ProblemReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function replyOf(problem: Problem): ProblemReply {
  const headers: Record<string, string> = {
    "content-type": "application/problem+json; charset=utf-8",
    "x-request-id": problem.requestId,
  };
  if (isPermanent(problem.code)) headers["x-should-retry"] = "false";
  if (problem.status === 429 || problem.status === 503) headers["retry-after"] = String(RETRY_AFTER_SECONDS);
  if (problem.status === 401) headers["www-authenticate"] = 'Bearer realm="purser"';
  return { status: problem.status, headers, body: JSON.stringify(problem) };
}
