// List exceptions: newest first, lapsed and revoked ones too (R36).
import type { Engine } from "../engine.ts";
import { filteredCapability, filteredEntity, knownCustomer } from "../known-customer.ts";
import type { Operations } from "../operation.ts";
import { type Lists, newestWhere } from "../page.ts";
import { answerException } from "./exception-answer.ts";

export function makeListExceptions(engine: Engine, lists: Lists): Operations["listExceptions"] {
  return async (caller, input) => {
    const { exceptions } = engine.snapshot;
    const customer = knownCustomer(engine, caller, input.customerId);
    const entity = filteredEntity(customer, input.entityId);
    const capability = filteredCapability(engine, caller, input.capabilityId);
    return lists.page(caller, input, {
      name: "exceptions",
      find: (before, limit) =>
        newestWhere(exceptions, { before, limit }, (row) => {
          if (row.customer !== customer.row.number || (entity !== null && row.entity !== entity)) return false;
          return capability === null || row.capability === capability;
        }),
      numberOf: ({ number }) => number,
      answer: (row) => answerException(engine, row),
    });
  };
}
