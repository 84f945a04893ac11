// List assignments: the customer's own, dormant ones too, in order of creation; defaults have lists of their own.
import { isInSubtree } from "@purser/core";
import type { Engine } from "../engine.ts";
import { filteredCapability, knownCustomer } from "../known-customer.ts";
import type { Operations } from "../operation.ts";
import { type Lists, numbersWhere } from "../page.ts";
import { seenEntity, seenRoots } from "../seen-part.ts";
import { answerAssignment } from "./catalog-answer.ts";

export function makeListAssignments(engine: Engine, lists: Lists): Operations["listAssignments"] {
  return async (caller, input) => {
    const { assignments, entities } = engine.snapshot;
    const customer = knownCustomer(engine, caller, input.customerId);
    const roots = seenRoots(engine, caller, customer);
    const sought = seenEntity(engine, { customer, roots }, input.entityId);
    const capability = filteredCapability(engine, caller, input.capabilityId);
    const isShown = (number: number): boolean => {
      const entity = assignments.entity.get(number);
      if (entity === 0 || (sought !== null && entity !== sought)) return false;
      if (capability !== null && assignments.capability.get(number) !== capability) return false;
      return entities.customer.get(entity) === customer.row.number && isInSubtree(entities, roots, entity);
    };
    return lists.page(caller, input, {
      name: "assignments",
      find: (after, limit) => numbersWhere({ after, last: assignments.last, limit }, isShown),
      numberOf: (number) => number,
      answer: (number) => answerAssignment(engine.snapshot, engine.snapshot.assignment(number)),
    });
  };
}
