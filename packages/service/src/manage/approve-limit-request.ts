// Approve limit request: makes the exception that was asked for; amount and until may be changed (R36).
import type { Input } from "@purser/contract";
import { isFault, judgeRaise, type LimitRequest } from "@purser/core";
import { type Engine, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { problemOf } from "../problem-error.ts";
import { decidingOn } from "./decide-limit-request.ts";
import { answerLimitRequest } from "./exception-answer.ts";
import { grantedException } from "./grant-exception.ts";

type ApproveInput = Input<"approveLimitRequest">;

export function makeApproveLimitRequest(engine: Engine): Operations["approveLimitRequest"] {
  return (caller, input) =>
    writeCatalog(engine, caller, (now) => {
      const { until, comment } = input;
      const content = engine.ids.digest(contentOf(input));
      const { customer, request, isDuplicate } = decidingOn(engine, caller, { ...input, content });
      if (isDuplicate) {
        return { changes: [], answer: () => ({ ...answerLimitRequest(engine, request), duplicate: true }) };
      }
      const raise = judgeRaise(engine.snapshot.capability(request.capability), input);
      if (isFault(raise)) throw problemOf(raise);
      const exception = grantedException(engine, caller, {
        customer,
        key: request,
        raise: raise ?? request,
        sent: {
          from: request.from ?? undefined,
          until: until === undefined ? askedUntil(request) : until,
          ...textsOf(request),
        },
        content: request.content,
        limitRequest: request.number,
      });
      const after: LimitRequest = {
        ...request,
        state: "approved",
        comment: comment ?? null,
        decidedBy: caller.actor,
        decidedAt: now,
        decisionContent: content,
        exception: exception.number,
      };
      return {
        changes: [
          { kind: "limitRequest", before: request, after },
          { kind: "exception", before: null, after: exception },
        ],
        answer: () => answerLimitRequest(engine, after),
      };
    });
}

const contentOf = ({
  usageLimit,
  amount,
  until,
  comment,
}: Omit<ApproveInput, "customerId" | "limitRequestId">): string =>
  JSON.stringify(["approved", `${usageLimit}`, `${amount}`, until === undefined ? "as asked" : until, comment ?? null]);

const askedUntil = ({ until }: LimitRequest): number | null | undefined => (until === "periodEnd" ? undefined : until);
const textsOf = ({ reason, idempotencyKey }: LimitRequest) => ({ reason, idempotencyKey });
