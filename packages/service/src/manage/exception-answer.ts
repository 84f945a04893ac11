// Answers of exceptions and limit requests: rows as callers see them (R36).
import type { Answer } from "@purser/contract";
import { type Exception, exceptionId, isInForce, type LimitRequest, limitRequestId, toDecimal } from "@purser/core";
import { type Engine, nowFor } from "../engine.ts";
import { instantOrNull, instantText } from "./catalog-answer.ts";

type ExceptionAnswer = Answer<"createException">;
type LimitRequestAnswer = Answer<"fileLimitRequest">;

export function answerException(engine: Engine, row: Exception): ExceptionAnswer {
  const now = nowFor(engine, engine.snapshot.customer(row.customer));
  return { ...answerExceptionRow(engine, row), isInForce: isInForce(row, now) };
}

/** Without what only the present can tell; the row may be an old one. */
export function answerExceptionRow(engine: Engine, row: Exception): Omit<ExceptionAnswer, "isInForce"> {
  return {
    id: exceptionId(row.number),
    ...answerRaise(engine, row),
    from: instantText(row.from),
    until: instantOrNull(row.until),
    reason: row.reason,
    actor: row.actor,
    idempotencyKey: row.idempotencyKey,
    createdAt: instantText(row.createdAt),
    limitRequestId: row.limitRequest === 0 ? null : limitRequestId(row.limitRequest),
    revokedAt: instantOrNull(row.revokedAt),
  };
}

export function answerLimitRequest(engine: Engine, row: LimitRequest): LimitRequestAnswer {
  return {
    id: limitRequestId(row.number),
    ...answerRaise(engine, row),
    from: instantOrNull(row.from),
    until: row.until === "periodEnd" ? null : instantOrNull(row.until),
    untilPeriodEnd: row.until === "periodEnd",
    reason: row.reason,
    idempotencyKey: row.idempotencyKey,
    createdAt: instantText(row.createdAt),
    subject: row.subject,
    state: row.state,
    comment: row.comment,
    decidedBy: row.decidedBy,
    decidedAt: instantOrNull(row.decidedAt),
    exceptionId: row.exception === 0 ? null : exceptionId(row.exception),
  };
}

/** The budget and the raise, as both say them. */
function answerRaise({ snapshot }: Engine, row: Exception | LimitRequest) {
  const { ids } = snapshot.entities;
  const { id: capabilityId, scale } = snapshot.capability(row.capability);
  return {
    entityId: ids[row.entity] ?? "",
    capabilityId,
    scopeEntityIds: row.scope.map((member) => ids[member] ?? "").sort(),
    cadence: row.cadence,
    usageLimit: row.usageLimit === null ? null : toDecimal(row.usageLimit, scale),
    amount: row.amount === null ? null : toDecimal(row.amount, scale),
  };
}
