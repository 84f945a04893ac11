// Get entity: one entity, archived or not.
import type { Engine } from "../engine.ts";
import { knownCustomer } from "../known-customer.ts";
import type { Operations } from "../operation.ts";
import { answerEntity } from "./catalog-answer.ts";
import { knownEntity } from "./known-entity.ts";

export function makeGetEntity(engine: Engine): Operations["getEntity"] {
  return async (caller, input) => {
    const customer = knownCustomer(engine, caller, input.customerId);
    return answerEntity(engine.snapshot, knownEntity(engine, customer, input.entityId));
  };
}
