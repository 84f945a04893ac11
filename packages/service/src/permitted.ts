// Permitted: refuses a caller that may not what a route needs, the same at every door (R45).
import { type AccessNeed, keyFault, tokenFault } from "@purser/core";
import type { Caller } from "./caller.ts";
import { problemOf } from "./problem-error.ts";

export function requirePermission({ access, token }: Omit<Caller, "requestId">, need: AccessNeed): void {
  const refusal = access === "token" ? tokenFault(token?.permissions ?? [], need) : keyFault(access, need);
  if (refusal !== null) throw problemOf(refusal);
}
