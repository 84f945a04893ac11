// Deny limit request: with a comment that says why (R36).
import type { LimitRequest } from "@purser/core";
import { type Engine, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { decidingOn } from "./decide-limit-request.ts";
import { answerLimitRequest } from "./exception-answer.ts";

export function makeDenyLimitRequest(engine: Engine): Operations["denyLimitRequest"] {
  return (caller, input) =>
    writeCatalog(engine, caller, (now) => {
      const { comment } = input;
      const content = engine.ids.digest(JSON.stringify(["denied", comment]));
      const { request, isDuplicate } = decidingOn(engine, caller, { ...input, content });
      if (isDuplicate) {
        return { changes: [], answer: () => ({ ...answerLimitRequest(engine, request), duplicate: true }) };
      }
      const after: LimitRequest = {
        ...request,
        state: "denied",
        comment,
        decidedBy: caller.actor,
        decidedAt: now,
        decisionContent: content,
      };
      return {
        changes: [{ kind: "limitRequest", before: request, after }],
        answer: () => answerLimitRequest(engine, after),
      };
    });
}
