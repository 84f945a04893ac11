// Limit requests of the model: exceptions that are asked for, then approved, changed or not, or denied, once (R36).
import { nowFor } from "./clock.ts";
import { activeCustomer, customerOf } from "./customer-catalog.ts";
import type { LimitRequest } from "./exception-rows.ts";
import {
  answerRaise,
  type Body,
  bodyOf,
  isOn,
  isUnderKey,
  judgeNew,
  makeException,
  raiseOf,
  textBelow,
  untilOf,
} from "./exceptions.ts";
import { isOf, judgeFilters, pageOf } from "./reads.ts";
import { refuse } from "./refusal.ts";
import { type Fields, idOf, instantOf, isoOf, optional, refuseUnknown } from "./shape.ts";
import { type Draft, nextId } from "./state.ts";

const STATES = ["pending", "approved", "denied"];

export function fileLimitRequest(draft: Draft, fields: Fields, wall: number): unknown {
  const body = bodyOf(draft, fields);
  const standing = [...draft.limitRequests.values()].find((each) => isUnderKey(each, body));
  if (standing?.content === body.content) return { ...answerRequest(draft, standing), duplicate: true };
  judgeNew(draft, body, standing);
  const now = nowFor(draft, body.customerId, wall);
  untilOf(draft, body, { from: body.from ?? now, now });
  const { from, until, ...rest } = body;
  const request: LimitRequest = {
    id: nextId(draft, "limitRequest"),
    ...rest,
    from: from ?? null,
    until: until ?? null,
    untilPeriodEnd: until === undefined,
    createdAt: now,
    decision: null,
  };
  draft.limitRequests.set(request.id, request);
  return answerRequest(draft, request);
}

export function listLimitRequests(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "customerId entityId capabilityId state limit after");
  const { id: customerId } = customerOf(draft, fields);
  optional(fields.state, (raw) => STATES.includes(String(raw)) || refuse("InvalidRequest", "/state"));
  judgeFilters(draft, fields);
  const rows = [...draft.limitRequests.values()]
    .filter((each) => each.customerId === customerId && isOn(fields, each))
    .filter(({ decision }) => isOf(fields.state, decision?.state ?? "pending"));
  return pageOf(rows.reverse(), fields, (each) => answerRequest(draft, each));
}

/** Amount and until may be changed; what is made is an exception. */
export function approveLimitRequest(draft: Draft, fields: Fields, wall: number): unknown {
  refuseUnknown(fields, "customerId limitRequestId usageLimit amount until comment");
  if (fields.usageLimit !== undefined && fields.amount !== undefined) refuse("InvalidRequest");
  const until = optional(fields.until, (raw) => (raw === null ? null : instantOf(raw, "/until")));
  const comment = optional(fields.comment, (raw) => textBelow(raw, "/comment")) ?? null;
  const request = requestOf(draft, fields);
  const raise = raiseOf(draft, request.capabilityId, fields);
  const content = JSON.stringify(["approved", `${raise?.usageLimit}`, `${raise?.amount}`, String(until), comment]);
  const standing = standingDecision(draft, request, content);
  if (standing !== null) return standing;
  const asked: Body = {
    ...request,
    ...raise,
    from: request.from ?? undefined,
    until: until === undefined ? askedUntil(request) : until,
  };
  const { id: exceptionId } = makeException(draft, asked, { wall, limitRequestId: request.id });
  return decided(draft, request, { state: "approved", comment, content, at: wall, exceptionId });
}

export function denyLimitRequest(draft: Draft, fields: Fields, wall: number): unknown {
  refuseUnknown(fields, "customerId limitRequestId comment");
  const comment = textBelow(fields.comment, "/comment");
  const request = requestOf(draft, fields);
  const content = JSON.stringify(["denied", comment]);
  const standing = standingDecision(draft, request, content);
  return standing ?? decided(draft, request, { state: "denied", comment, content, at: wall, exceptionId: null });
}

const askedUntil = ({ until, untilPeriodEnd }: LimitRequest): number | null | undefined =>
  untilPeriodEnd ? undefined : until;

function requestOf(draft: Draft, fields: Fields): LimitRequest {
  const { id: customerId } = activeCustomer(draft, fields);
  const request = draft.limitRequests.get(idOf(fields.limitRequestId, "/limitRequestId"));
  return request?.customerId === customerId ? request : refuse("NotFound");
}

/** The same decision again changes nothing; another comes too late. */
function standingDecision(draft: Draft, request: LimitRequest, content: string): unknown {
  if (request.decision === null) return null;
  if (request.decision.content !== content) refuse("IdempotencyConflict");
  return { ...answerRequest(draft, request), duplicate: true };
}

function decided(draft: Draft, request: LimitRequest, decision: NonNullable<LimitRequest["decision"]>): unknown {
  const row = { ...request, decision };
  draft.limitRequests.set(row.id, row);
  return answerRequest(draft, row);
}

function answerRequest(draft: Draft, request: LimitRequest): Record<string, unknown> {
  const { id, reason, idempotencyKey, untilPeriodEnd, decision } = request;
  return {
    id,
    ...answerRaise(draft, request),
    from: isoOf(request.from),
    until: isoOf(request.until),
    untilPeriodEnd,
    reason,
    subject: null,
    idempotencyKey,
    createdAt: isoOf(request.createdAt),
    state: decision?.state ?? "pending",
    comment: decision?.comment ?? null,
    decidedBy: decision === null ? null : "model",
    decidedAt: isoOf(decision?.at ?? null),
    exceptionId: decision?.exceptionId ?? null,
  };
}
