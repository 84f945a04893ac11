// Get customer: one customer, archived or not.
import type { Engine } from "../engine.ts";
import { knownCustomer } from "../known-customer.ts";
import type { Operations } from "../operation.ts";
import { answerCustomer } from "./catalog-answer.ts";

export function makeGetCustomer(engine: Engine): Operations["getCustomer"] {
  return async (caller, input) => answerCustomer(knownCustomer(engine, caller, input.customerId).row);
}
