// Exceptions of the model: raises of a budget's limit for a while, each once per key, listed, revoked and lapsing by themselves (R36).
import { cadenceOf, judgeNamed, scopeOf } from "./assignment-catalog.ts";
import { naturalKeyOf, standingAt } from "./budget.ts";
import { nowFor } from "./clock.ts";
import { budgetAt, isDormant } from "./counting.ts";
import { activeCustomer, customerOf } from "./customer-catalog.ts";
import { decimalOf, unitsOf } from "./decimal.ts";
import { isInForce } from "./effective-limit.ts";
import type { BudgetKey, Exception, Raise } from "./exception-rows.ts";
import { keyOf } from "./ingest.ts";
import { isOf, judgeFilters, pageOf } from "./reads.ts";
import { refuse } from "./refusal.ts";
import { type Fields, idOf, instantOf, isoOf, optional, refuseUnknown, textOf } from "./shape.ts";
import { type Assignment, type Draft, nextId, pairOf } from "./state.ts";

const REASON_MAX = 1_024;
const BODY =
  "customerId entityId capabilityId scopeEntityIds cadence usageLimit amount from until reason idempotencyKey";

/** What is asked for, whether it is made at once or filed. */
export interface Body extends BudgetKey, Raise {
  readonly from: number | undefined;
  readonly until: number | null | undefined;
  readonly reason: string;
  readonly idempotencyKey: string;
  /** A field left out stays left out (R21). */
  readonly content: string;
}

/** Its shape is judged before what it names, and the amount with the scale of what it names. */
export function bodyOf(draft: Draft, fields: Fields): Body {
  refuseUnknown(fields, BODY);
  if ((fields.usageLimit === undefined) === (fields.amount === undefined)) refuse("InvalidRequest");
  const [entityId, capabilityId] = [idOf(fields.entityId, "/entityId"), idOf(fields.capabilityId, "/capabilityId")];
  const [scopeEntityIds, cadence] = [scopeOf(fields.scopeEntityIds), cadenceOf(fields.cadence)];
  const from = optional(fields.from, (raw) => instantOf(raw, "/from"));
  const until = optional(fields.until, (raw) => (raw === null ? null : instantOf(raw, "/until")));
  const [reason, idempotencyKey] = [textBelow(fields.reason, "/reason"), keyOf(fields.idempotencyKey)];
  const { id: customerId } = activeCustomer(draft, fields);
  if (!draft.capabilities.has(capabilityId)) refuse("CapabilityNotFound", "/capabilityId");
  const raise = raiseOf(draft, capabilityId, fields) ?? refuse("InvalidRequest", "/amount");
  const key = { customerId, entityId, capabilityId, scopeEntityIds, cadence };
  const { usageLimit, amount } = raise;
  const content = JSON.stringify([key, `${usageLimit}`, `${amount}`, from ?? "now", String(until), reason]);
  return { ...key, ...raise, from, until, reason, idempotencyKey, content };
}

/** Of the two no more than one is said; null where neither is. */
export function raiseOf(draft: Draft, capabilityId: string, fields: Fields): Raise | null {
  const scale = draft.capabilities.get(capabilityId)?.scale ?? 0;
  const read = (name: "usageLimit" | "amount"): bigint | null =>
    fields[name] === undefined ? null : unitsOf(fields[name], { scale, rounds: false, path: `/${name}` });
  const raise = { usageLimit: read("usageLimit"), amount: read("amount") };
  if (raise.amount === 0n) refuse("InvalidRequest", "/amount");
  return raise.usageLimit === null && raise.amount === null ? null : raise;
}

export function textBelow(raw: unknown, path: string): string {
  const text = textOf(raw, path);
  return text === "" || [...text].length > REASON_MAX ? refuse("InvalidRequest", path) : text;
}

export function createException(draft: Draft, fields: Fields, wall: number): unknown {
  const body = bodyOf(draft, fields);
  const standing = [...draft.exceptions.values()]
    .filter(({ limitRequestId }) => limitRequestId === null)
    .find((each) => isUnderKey(each, body));
  if (standing?.content === body.content) return { ...answerException(draft, standing), duplicate: true };
  judgeNew(draft, body, standing);
  return answerException(draft, makeException(draft, body, { wall, limitRequestId: null }));
}

export const isUnderKey = (
  row: Pick<Exception, "customerId" | "idempotencyKey">,
  { customerId, idempotencyKey }: Body,
): boolean => row.customerId === customerId && row.idempotencyKey === idempotencyKey;

/** What is named is judged first: a bad request is told before a conflict (R4). */
export function judgeNew(draft: Draft, body: Body, standing: object | undefined): void {
  judgeNamed(draft, body);
  if (standing !== undefined) refuse("IdempotencyConflict", "/idempotencyKey");
}

export function makeException(
  draft: Draft,
  body: Body,
  made: { readonly wall: number; readonly limitRequestId: string | null },
): Exception {
  const now = nowFor(draft, body.customerId, made.wall);
  const from = body.from ?? now;
  const { customerId, entityId, capabilityId, scopeEntityIds, cadence, usageLimit, amount } = body;
  const exception: Exception = {
    id: nextId(draft, "exception"),
    ...{ customerId, entityId, capabilityId, scopeEntityIds, cadence, usageLimit, amount },
    from,
    until: untilOf(draft, body, { from, now }),
    reason: body.reason,
    idempotencyKey: body.idempotencyKey,
    content: body.content,
    createdAt: now,
    limitRequestId: made.limitRequestId,
    revokedAt: null,
  };
  draft.exceptions.set(exception.id, exception);
  return exception;
}

/** Left out: the end of the usage period that holds `from`. What would be over already is refused. */
export function untilOf(draft: Draft, body: Body, at: { readonly from: number; readonly now: number }): number | null {
  const assignment = governing(draft, body);
  const entity = draft.entities.get(pairOf(body.customerId, body.entityId)) ?? refuse("NotFound");
  const { end } = budgetAt(draft, { entity, assignment }, at.from).period;
  const periodEnd = Number.isFinite(end) ? end : null;
  const until = body.until === undefined ? periodEnd : body.until;
  if (until !== null && (until <= at.now || until <= at.from)) refuse("InvalidRequest", "/until");
  return until;
}

/** Own or inherited; a key that nothing governs has no limit to raise. */
export function governing(draft: Draft, key: BudgetKey): Assignment {
  const entity = draft.entities.get(pairOf(key.customerId, key.entityId));
  if (entity === undefined || entity.archivedAt !== null) return refuse("NotFound");
  const found = standingAt(draft, entity).find((each) => naturalKeyOf(each) === naturalKeyOf(key));
  return found === undefined || isDormant(draft, found) ? refuse("NotFound") : found;
}

export function listExceptions(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "customerId entityId capabilityId limit after");
  const { id: customerId } = customerOf(draft, fields);
  judgeFilters(draft, fields);
  const rows = [...draft.exceptions.values()].filter((each) => each.customerId === customerId && isOn(fields, each));
  return pageOf(rows.reverse(), fields, (each) => answerException(draft, each));
}

export const isOn = (fields: Fields, { entityId, capabilityId }: BudgetKey): boolean =>
  isOf(fields.entityId, entityId) && isOf(fields.capabilityId, capabilityId);

/** A second time changes nothing. */
export function revokeException(draft: Draft, fields: Fields, wall: number): unknown {
  refuseUnknown(fields, "customerId exceptionId");
  const { id: customerId } = activeCustomer(draft, fields);
  const exception = draft.exceptions.get(idOf(fields.exceptionId, "/exceptionId"));
  if (exception?.customerId !== customerId) return refuse("NotFound");
  draft.exceptions.set(exception.id, { ...exception, revokedAt: exception.revokedAt ?? wall });
  return null;
}

export function answerException(draft: Draft, exception: Exception): Record<string, unknown> {
  const now = nowFor(draft, exception.customerId, draft.clock);
  return {
    id: exception.id,
    ...answerRaise(draft, exception),
    from: isoOf(exception.from),
    until: isoOf(exception.until),
    reason: exception.reason,
    actor: "model",
    idempotencyKey: exception.idempotencyKey,
    createdAt: isoOf(exception.createdAt),
    limitRequestId: exception.limitRequestId,
    isInForce: isInForce(exception, now),
    revokedAt: isoOf(exception.revokedAt),
  };
}

export function answerRaise(draft: Draft, row: BudgetKey & Raise): Record<string, unknown> {
  const { entityId, capabilityId, scopeEntityIds, cadence, usageLimit, amount } = row;
  const { scale = 0 } = draft.capabilities.get(capabilityId) ?? {};
  return {
    entityId,
    capabilityId,
    scopeEntityIds,
    cadence,
    usageLimit: usageLimit === null ? null : decimalOf(usageLimit, scale),
    amount: amount === null ? null : decimalOf(amount, scale),
  };
}
