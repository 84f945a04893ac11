// List limit requests: newest first, by entity, capability and state (R36).
import { isInSubtree, type LimitRequest } from "@purser/core";
import type { Engine } from "../engine.ts";
import { filteredCapability, knownCustomer } from "../known-customer.ts";
import type { Operations } from "../operation.ts";
import { type Lists, newestWhere } from "../page.ts";
import { seenEntity, seenRoots } from "../seen-part.ts";
import { answerLimitRequest } from "./exception-answer.ts";

export function makeListLimitRequests(engine: Engine, lists: Lists): Operations["listLimitRequests"] {
  return async (caller, input) => {
    const { limitRequests } = engine.snapshot;
    const customer = knownCustomer(engine, caller, input.customerId);
    const roots = seenRoots(engine, caller, customer);
    const entity = seenEntity(engine, { customer, roots }, input.entityId);
    const capability = filteredCapability(engine, caller, input.capabilityId);
    const isSeen = (row: LimitRequest): boolean =>
      row.customer === customer.row.number && isInSubtree(engine.snapshot.entities, roots, row.entity);
    const isSought = (row: LimitRequest): boolean =>
      row.entity === (entity ?? row.entity) &&
      row.capability === (capability ?? row.capability) &&
      row.state === (input.state ?? row.state);
    return lists.page(caller, input, {
      name: "limit-requests",
      find: (before, limit) => newestWhere(limitRequests, { before, limit }, (row) => isSeen(row) && isSought(row)),
      numberOf: ({ number }) => number,
      answer: (row) => answerLimitRequest(engine, row),
    });
  };
}
