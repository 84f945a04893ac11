// File limit request: somebody asks for an exception; the same key again answers with the first (R36).
import type { Input } from "@purser/contract";
import type { LimitRequest } from "@purser/core";
import type { Caller } from "../caller.ts";
import { type Engine, nowFor, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { problemOf } from "../problem-error.ts";
import { type AskedException, askedException, otherContent } from "./asked-exception.ts";
import { answerLimitRequest } from "./exception-answer.ts";
import { untilOf } from "./grant-exception.ts";

export function makeFileLimitRequest(engine: Engine): Operations["fileLimitRequest"] {
  return (caller, input) =>
    writeCatalog(engine, caller, () => {
      const asked = askedException(engine, caller, input);
      const { customer, key, content, archived } = asked;
      const { limitRequests } = engine.snapshot;
      const known = limitRequests[customer.limitRequests.get(input.idempotencyKey) ?? 0];
      if (known?.content === content) {
        return { changes: [], answer: () => ({ ...answerLimitRequest(engine, known), duplicate: true }) };
      }
      if (archived !== null) throw problemOf(archived);
      if (known !== undefined) throw otherContent("limit request");
      const now = nowFor(engine, customer);
      untilOf(engine, customer, { key, from: input.from ?? now, until: input.until });
      const after = filedRequest(engine, caller, { asked, input, now });
      return {
        changes: [{ kind: "limitRequest", before: null, after }],
        answer: () => answerLimitRequest(engine, after),
      };
    });
}

function filedRequest(
  { snapshot }: Engine,
  caller: Caller,
  filing: { readonly asked: AskedException; readonly input: Input<"fileLimitRequest">; readonly now: number },
): LimitRequest {
  const { asked, input, now } = filing;
  const { customer, key, raise, content } = asked;
  return {
    number: snapshot.limitRequests.length,
    environment: customer.row.environment,
    customer: customer.row.number,
    ...key,
    ...raise,
    from: input.from ?? null,
    until: input.until === undefined ? "periodEnd" : input.until,
    reason: input.reason,
    subject: caller.token?.subject ?? null,
    idempotencyKey: input.idempotencyKey,
    content,
    state: "pending",
    comment: null,
    decidedBy: null,
    decidedAt: null,
    decisionContent: null,
    exception: 0,
    createdAt: now,
  };
}
