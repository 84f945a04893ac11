// Deciding a limit request: once; the same decision again answers with the first, another comes too late (R36).
import { type CustomerState, type LimitRequest, limitRequestNumber } from "@purser/core";
import type { Caller } from "../caller.ts";
import type { Engine } from "../engine.ts";
import { ProblemError } from "../problem-error.ts";
import { activeCustomer } from "./active-customer.ts";

export interface Deciding {
  readonly customer: CustomerState;
  readonly request: LimitRequest;
  /** It was decided so before. */
  readonly isDuplicate: boolean;
}

/** `content`: digest of the decision as sent. */
export function decidingOn(
  engine: Engine,
  caller: Caller,
  {
    customerId,
    limitRequestId,
    content,
  }: { readonly customerId: string; readonly limitRequestId: string; readonly content: string },
): Deciding {
  const customer = activeCustomer(engine, caller, customerId);
  const request = engine.snapshot.limitRequests[limitRequestNumber(limitRequestId)];
  if (request?.customer !== customer.row.number) {
    throw new ProblemError("NotFound", `No limit request "${limitRequestId}" at this customer.`);
  }
  const isDecided = request.state !== "pending";
  if (isDecided && request.decisionContent !== content) {
    const detail = `The limit request is ${request.state} already, and this decision says something else. Read it again.`;
    throw new ProblemError("IdempotencyConflict", detail);
  }
  return { customer, request, isDuplicate: isDecided };
}
