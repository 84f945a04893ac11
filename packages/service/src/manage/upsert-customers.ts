// Upsert customers: makes or changes them in one atomic batch (R4, R12).
import { upsertCustomers } from "@purser/core";
import { type Engine, environmentOf, writeCatalog } from "../engine.ts";
import { knownCustomer } from "../known-customer.ts";
import type { Operations } from "../operation.ts";
import { answerCustomer } from "./catalog-answer.ts";
import { changesOf } from "./changes-of.ts";

export function makeUpsertCustomers(engine: Engine): Operations["upsertCustomers"] {
  return (caller, input) =>
    writeCatalog(engine, caller, (now) => {
      const place = { snapshot: engine.snapshot, environment: environmentOf(engine, caller), now };
      return {
        changes: changesOf(upsertCustomers(place, input.customers)),
        answer: () => ({
          data: input.customers.map(({ id }) => answerCustomer(knownCustomer(engine, caller, id).row)),
        }),
      };
    });
}
