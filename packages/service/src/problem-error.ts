// A problem: a request that can't be processed, thrown by operations and worded once for every door.
import { PROBLEM_CODES, type ProblemCode } from "@purser/contract";
import type { Fault } from "@purser/core";

/** One fault of the request: where (a JSON Pointer), what, and what to do. */
export interface ProblemDetail {
  readonly path: string;
  readonly code: ProblemCode;
  readonly message: string;
}

/** `code` is from the contract's closed list; `errors` names every fault when there are several. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly ProblemDetail[];

  constructor(code: ProblemCode, detail: string, errors: readonly ProblemDetail[] = []) {
    super(detail);
    this.name = "ProblemError";
    this.code = code;
    this.errors = errors;
  }
}

export function problemOf(fault: Fault): ProblemError {
  const errors = fault.path === undefined ? [] : [{ path: fault.path, code: fault.code, message: fault.detail }];
  return new ProblemError(fault.code, fault.detail, errors);
}

/** Several faults of one batch: 400 if one of them is, else the first's code (R4). */
export function problemOfAll(faults: readonly Fault[]): ProblemError {
  const leading = faults.find((fault) => PROBLEM_CODES[fault.code].status === 400) ?? faults[0];
  if (leading === undefined) return new ProblemError("InvalidRequest", "The request can't be processed.");
  const errors = faults.map((fault) => ({ path: fault.path ?? "", code: fault.code, message: fault.detail }));
  return new ProblemError(leading.code, leading.detail, errors);
}
