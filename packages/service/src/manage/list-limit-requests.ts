// List limit requests: newest first, by entity, capability and state (R36).
import type { Engine } from "../engine.ts";
import { filteredCapability, filteredEntity, knownCustomer } from "../known-customer.ts";
import type { Operations } from "../operation.ts";
import { type Lists, newestWhere } from "../page.ts";
import { answerLimitRequest } from "./exception-answer.ts";

export function makeListLimitRequests(engine: Engine, lists: Lists): Operations["listLimitRequests"] {
  return async (caller, input) => {
    const { limitRequests } = engine.snapshot;
    const customer = knownCustomer(engine, caller, input.customerId);
    const entity = filteredEntity(customer, input.entityId);
    const capability = filteredCapability(engine, caller, input.capabilityId);
    return lists.page(caller, input, {
      name: "limit-requests",
      find: (before, limit) =>
        newestWhere(limitRequests, { before, limit }, (row) => {
          if (row.customer !== customer.row.number || (entity !== null && row.entity !== entity)) return false;
          if (capability !== null && row.capability !== capability) return false;
          return input.state === undefined || row.state === input.state;
        }),
      numberOf: ({ number }) => number,
      answer: (row) => answerLimitRequest(engine, row),
    });
  };
}
