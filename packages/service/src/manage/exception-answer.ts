// Exceptions and limit requests as callers see them (R36).
import type { Answer } from "@purser/contract";
import { type Exception, exceptionId, type LimitRequest, limitRequestId, type Snapshot, toDecimal } from "@purser/core";
import { instantOrNull, instantText } from "./catalog-answer.ts";

export type ExceptionAnswer = Answer<"createException">;
export type LimitRequestAnswer = Answer<"fileLimitRequest">;

/** Without what only the present can tell; the row may be an old one. */
export function answerExceptionRow(snapshot: Snapshot, row: Exception): Omit<ExceptionAnswer, "isInForce"> {
  return {
    id: exceptionId(row.number),
    ...answerRaise(snapshot, row),
    from: instantText(row.from),
    until: instantOrNull(row.until),
    actor: row.actor,
    limitRequestId: row.limitRequest === 0 ? null : limitRequestId(row.limitRequest),
    revokedAt: instantOrNull(row.revokedAt),
  };
}

export function answerLimitRequest(snapshot: Snapshot, row: LimitRequest): LimitRequestAnswer {
  return {
    id: limitRequestId(row.number),
    ...answerRaise(snapshot, row),
    from: instantOrNull(row.from),
    until: row.until === "periodEnd" ? null : instantOrNull(row.until),
    untilPeriodEnd: row.until === "periodEnd",
    subject: row.subject,
    state: row.state,
    comment: row.comment,
    decidedBy: row.decidedBy,
    decidedAt: instantOrNull(row.decidedAt),
    exceptionId: row.exception === 0 ? null : exceptionId(row.exception),
  };
}

type Raise = Pick<
  ExceptionAnswer & LimitRequestAnswer,
  | "entityId"
  | "capabilityId"
  | "scopeEntityIds"
  | "cadence"
  | "usageLimit"
  | "amount"
  | "reason"
  | "idempotencyKey"
  | "createdAt"
>;

function answerRaise(snapshot: Snapshot, row: Exception | LimitRequest): Raise {
  const { ids } = snapshot.entities;
  const { id: capabilityId, scale } = snapshot.capability(row.capability);
  return {
    entityId: ids[row.entity] ?? "",
    capabilityId,
    scopeEntityIds: row.scope.map((member) => ids[member] ?? "").sort(),
    cadence: row.cadence,
    usageLimit: row.usageLimit === null ? null : toDecimal(row.usageLimit, scale),
    amount: row.amount === null ? null : toDecimal(row.amount, scale),
    reason: row.reason,
    idempotencyKey: row.idempotencyKey,
    createdAt: instantText(row.createdAt),
  };
}
