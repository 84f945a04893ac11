// Delete assignment: one by its id; dormant ones too (R5, R11).
import { isFault, ownAssignment } from "@purser/core";
import { type Engine, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { problemOf } from "../problem-error.ts";
import { activeCustomer } from "./active-customer.ts";

export function makeDeleteAssignment(engine: Engine): Operations["deleteAssignment"] {
  return (caller, input) =>
    writeCatalog(engine, caller, () => {
      const customer = activeCustomer(engine, caller, input.customerId);
      const row = ownAssignment({ snapshot: engine.snapshot, customer }, input.assignmentId);
      if (isFault(row)) throw problemOf(row);
      return { changes: [{ kind: "assignment", before: row, after: null }], answer: () => null };
    });
}
