// Problem answers: every error as the one shape that callers see, RFC 9457 (page 5).
import { PROBLEM_CODES, type Problem, type ProblemCode } from "@purser/contract";
import { StoreFailure } from "./ports.ts";
import { type ProblemDetail, ProblemError } from "./problem-error.ts";

/** What parsing refuses has the same three parts as a ProblemError. */
interface Worded {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors: readonly ProblemDetail[];
}

/** Anything that isn't a problem is a bug: 500, told without its inner text. */
export function answerProblem(error: unknown, requestId: string): Problem {
  const worded = wordedOf(error);
  const { status, title } = PROBLEM_CODES[worded.code];
  return {
    type: `urn:purser:problem:${worded.code}`,
    title,
    status,
    code: worded.code,
    detail: worded.detail,
    requestId,
    errors: [...worded.errors],
  };
}

function wordedOf(error: unknown): Worded {
  if (error instanceof ProblemError) return { code: error.code, detail: error.message, errors: error.errors };
  if (error instanceof StoreFailure) return { code: error.code, detail: error.message, errors: [] };
  if (isWorded(error)) return error;
  return {
    code: "Internal",
    detail: "Something broke inside Purser. The log has it under this request id.",
    errors: [],
  };
}

const isWorded = (error: unknown): error is Worded =>
  typeof error === "object" &&
  error !== null &&
  !(error instanceof Error) &&
  "code" in error &&
  "detail" in error &&
  "errors" in error;
