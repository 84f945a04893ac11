// What a body asks for: the budget, the raise and the digest that its idempotency key guards (R21, R36).
import {
  archivedKeyFault,
  type CustomerState,
  contentOfException,
  type ExceptionRequest,
  type Fault,
  isFault,
  judgeExceptionKey,
  judgeRaise,
  type NaturalKey,
  type Raise,
} from "@purser/core";
import type { Caller } from "../caller.ts";
import { type Engine, environmentOf, nowFor } from "../engine.ts";
import { ProblemError, problemOf } from "../problem-error.ts";
import { seenRoots } from "../seen-part.ts";
import { activeCustomer } from "./active-customer.ts";

export interface AskedException {
  readonly customer: CustomerState;
  readonly key: NaturalKey;
  readonly raise: Raise;
  readonly content: string;
  /** Why nothing new can be made of it; what was made before stands. */
  readonly archived: Fault | null;
}

export function askedException(
  engine: Engine,
  caller: Caller,
  input: ExceptionRequest & { readonly customerId: string },
): AskedException {
  const { snapshot } = engine;
  const customer = activeCustomer(engine, caller, input.customerId);
  const place = { snapshot, environment: environmentOf(engine, caller), customer, now: nowFor(engine, customer) };
  const roots = seenRoots(engine, caller, customer);
  const key = judgeExceptionKey(place, roots, input);
  if (isFault(key)) throw problemOf(key);
  const raise = judgeRaise(snapshot.capability(key.capability), input);
  if (raise === null) throw new ProblemError("InvalidRequest", "Send usageLimit or amount.");
  if (isFault(raise)) throw problemOf(raise);
  const content = engine.ids.digest(contentOfException(key, raise, input));
  return { customer, key, raise, content, archived: archivedKeyFault(place, roots, input) };
}

/** R21: the key stands for something else. */
export function otherContent(what: string): ProblemError {
  const detail = `Under this idempotencyKey another ${what} was made. Send another key, or the same body again.`;
  return new ProblemError("IdempotencyConflict", detail, [
    { path: "/idempotencyKey", code: "IdempotencyConflict", message: detail },
  ]);
}
