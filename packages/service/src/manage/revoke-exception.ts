// Revoke exception: the limit is what it would be without it, at once; a second time changes nothing (R36).
import { type Exception, exceptionNumber } from "@purser/core";
import { type Engine, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { ProblemError } from "../problem-error.ts";
import { activeCustomer } from "./active-customer.ts";

export function makeRevokeException(engine: Engine): Operations["revokeException"] {
  return (caller, input) =>
    writeCatalog(engine, caller, (now) => {
      const customer = activeCustomer(engine, caller, input.customerId);
      const before = engine.snapshot.exceptions[exceptionNumber(input.exceptionId)];
      if (before?.customer !== customer.row.number) throw notFound(input.exceptionId);
      const after: Exception = { ...before, revokedAt: now };
      const isRevoked = before.revokedAt !== null;
      return { changes: isRevoked ? [] : [{ kind: "exception", before, after }], answer: () => null };
    });
}

const notFound = (id: string): ProblemError => new ProblemError("NotFound", `No exception "${id}" at this customer.`);
