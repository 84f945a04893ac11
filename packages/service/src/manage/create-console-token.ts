// Create console token: signed and told once, kept nowhere, so that it costs no write and writes no audit entry.
import { CONSOLE_TOKEN_LENGTH_MAX, type Input } from "@purser/contract";
import { type CustomerState, type Fault, fault } from "@purser/core";
import type { Caller } from "../caller.ts";
import type { ConsoleTokenIds } from "../console-token-id.ts";
import { type Engine, environmentOf } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { problemOf, problemOfAll } from "../problem-error.ts";
import type { TokenClaims, TokenSeal } from "../token-seal.ts";
import { activeCustomer } from "./active-customer.ts";

type TokenInput = Input<"createConsoleToken">;

const SECOND_MS = 1_000;

export function makeCreateConsoleToken(
  engine: Engine,
  { ids, seal }: { readonly ids: ConsoleTokenIds; readonly seal: TokenSeal },
): Operations["createConsoleToken"] {
  return async (caller, input) => {
    const customer = activeCustomer(engine, caller, input.customerId);
    const faults = rootFaults(engine, customer, input.rootEntityIds ?? []);
    if (faults.length > 0) throw problemOfAll(faults);
    const now = engine.clock.now();
    const claims = claimsFor(engine, caller, { input, ids, now });
    const token = await seal.seal(claims, now);
    if (token.length <= CONSOLE_TOKEN_LENGTH_MAX) return { id: claims.id, token };
    const detail = `The token would have more than ${CONSOLE_TOKEN_LENGTH_MAX} characters, too many for a header. Name fewer entities, or one that stands above them.`;
    throw problemOf(fault("InvalidRequest", detail, "/rootEntityIds"));
  };
}

function claimsFor(
  engine: Engine,
  caller: Caller,
  { input, ids, now }: { readonly input: TokenInput; readonly ids: ConsoleTokenIds; readonly now: number },
): TokenClaims {
  const environmentId = environmentOf(engine, caller).row.id;
  const expiresAt = (Math.floor(now / SECOND_MS) + input.ttlSeconds) * SECOND_MS;
  return {
    id: ids.make(engine.ids, environmentId, expiresAt),
    environmentId,
    customerId: input.customerId,
    // In one order, so that cursors of one token are good for the next one of the same roots.
    rootEntityIds: input.rootEntityIds === undefined ? null : [...new Set(input.rootEntityIds)].sort(),
    permissions: [...new Set(input.permissions)],
    subject: input.subject,
    keyId: caller.keyId ?? null,
    expiresAt,
  };
}

function rootFaults({ snapshot }: Engine, customer: CustomerState, ids: readonly string[]): Fault[] {
  return ids.flatMap((id, index) => {
    const entity = customer.entities.get(id);
    const path = `/rootEntityIds/${index}`;
    if (entity === undefined || !snapshot.isCommitted(entity)) {
      return [fault("InvalidRequest", `No entity "${id}" at this customer. Make it first.`, path)];
    }
    if (!snapshot.entities.isArchived(entity)) return [];
    return [
      fault("InvalidRequest", `Entity "${id}" is archived, so there is nothing to see. Unarchive it first.`, path),
    ];
  });
}
