// Get default assignments: the list of an entity type at one level, in order of creation (R7).
import { type CustomerState, defaultsAt } from "@purser/core";
import type { Caller } from "../caller.ts";
import { type Engine, environmentOf } from "../engine.ts";
import { knownCustomer } from "../known-customer.ts";
import type { Operations } from "../operation.ts";
import { type AssignmentAnswer, answerAssignment } from "./catalog-answer.ts";
import { knownEntityType } from "./known-entity-type.ts";

export function makeGetDefaultAssignments(engine: Engine): Operations["getDefaultAssignments"] {
  return async (caller, input) => listAt(engine, caller, { customer: null, typeId: input.id });
}

export function makeGetCustomerDefaultAssignments(engine: Engine): Operations["getCustomerDefaultAssignments"] {
  return async (caller, input) => {
    const customer = knownCustomer(engine, caller, input.customerId);
    return listAt(engine, caller, { customer, typeId: input.id });
  };
}

function listAt(
  engine: Engine,
  caller: Caller,
  asked: { readonly customer: CustomerState | null; readonly typeId: string },
): { readonly data: readonly AssignmentAnswer[] } {
  const { snapshot } = engine;
  const type = knownEntityType(engine, caller, asked.typeId);
  const numbers = defaultsAt({ environment: environmentOf(engine, caller), customer: asked.customer, type });
  return { data: numbers.map((number) => answerAssignment(snapshot, snapshot.assignment(number))) };
}
