// Granting: the row of an exception, judged on the catalog of its moment; made at once or by an approval (R36).
import {
  type CustomerState,
  calendarOfKey,
  EXCEPTIONS_PER_KEY_MAX,
  type Exception,
  type ExceptionRequest,
  fault,
  isFault,
  judgeUntil,
  type NaturalKey,
  notGoverned,
  type Raise,
} from "@purser/core";
import type { Caller } from "../caller.ts";
import { type Engine, nowFor } from "../engine.ts";
import { problemOf } from "../problem-error.ts";

/** What an exception is to be. */
export interface Granting {
  readonly customer: CustomerState;
  readonly key: NaturalKey;
  readonly raise: Raise;
  readonly sent: Pick<ExceptionRequest, "from" | "until" | "reason"> & { readonly idempotencyKey: string };
  readonly content: string;
  /** Number of the limit request that is approved, 0 for none. */
  readonly limitRequest: number;
}

export function grantedException(engine: Engine, caller: Caller, granting: Granting): Exception {
  const { snapshot } = engine;
  const { customer, key, raise, sent, content, limitRequest } = granting;
  const now = nowFor(engine, customer);
  const from = sent.from ?? now;
  const until = untilOf(engine, customer, { key, from, until: sent.until });
  if (customer.exceptions.at(key.entity, snapshot.assignments.findKey(key)).length >= EXCEPTIONS_PER_KEY_MAX) {
    const detail = `The limit has ${EXCEPTIONS_PER_KEY_MAX} exceptions that nobody has revoked, the most that it may have. Revoke what has lapsed.`;
    throw problemOf(fault("InvalidRequest", detail));
  }
  return {
    number: snapshot.exceptions.length,
    environment: customer.row.environment,
    customer: customer.row.number,
    entity: key.entity,
    capability: key.capability,
    scope: key.scope,
    cadence: key.cadence,
    usageLimit: raise.usageLimit,
    amount: raise.amount,
    from,
    until,
    reason: sent.reason,
    actor: caller.actor,
    idempotencyKey: sent.idempotencyKey,
    content,
    limitRequest,
    createdAt: now,
    revokedAt: null,
  };
}

/** When it ends; a problem where nothing governs the key, or where it would be over already. */
export function untilOf(
  engine: Engine,
  customer: CustomerState,
  asked: { readonly key: NaturalKey; readonly from: number; readonly until: number | null | undefined },
): number | null {
  const calendar = calendarOfKey(engine.snapshot, customer, asked.key);
  if (calendar === null) throw problemOf(notGoverned());
  const until = judgeUntil(calendar, asked, nowFor(engine, customer));
  if (isFault(until)) throw problemOf(until);
  return until;
}
