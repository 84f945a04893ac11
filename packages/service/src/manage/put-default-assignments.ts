// Put default assignments: replaces the list of an entity type, of the environment or of one customer (R7).
import { type CustomerState, putDefaultAssignments } from "@purser/core";
import type { Caller } from "../caller.ts";
import { type CatalogWrite, type Engine, environmentOf, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { activeCustomer } from "./active-customer.ts";
import { type AssignmentAnswer, answerAssignment } from "./catalog-answer.ts";
import { changesOf } from "./changes-of.ts";
import { knownEntityType } from "./known-entity-type.ts";

type PutInput = Parameters<Operations["putDefaultAssignments"]>[1];

export function makePutDefaultAssignments(engine: Engine): Operations["putDefaultAssignments"] {
  return (caller, input) => writeCatalog(engine, caller, (now) => put(engine, caller, { customer: null, input, now }));
}

export function makePutCustomerDefaultAssignments(engine: Engine): Operations["putCustomerDefaultAssignments"] {
  return (caller, input) =>
    writeCatalog(engine, caller, (now) => {
      const customer = activeCustomer(engine, caller, input.customerId);
      return put(engine, caller, { customer, input, now });
    });
}

function put(
  engine: Engine,
  caller: Caller,
  asked: { readonly customer: CustomerState | null; readonly input: PutInput; readonly now: number },
): CatalogWrite<{ readonly data: readonly AssignmentAnswer[] }> {
  const { snapshot } = engine;
  const { customer, input, now } = asked;
  const type = knownEntityType(engine, caller, input.id);
  const place = { snapshot, environment: environmentOf(engine, caller), customer, type, now };
  const planned = putDefaultAssignments(place, input.assignments);
  return {
    changes: changesOf(planned.batch),
    answer: () => ({ data: planned.numbers.map((number) => answerAssignment(snapshot, snapshot.assignment(number))) }),
  };
}
