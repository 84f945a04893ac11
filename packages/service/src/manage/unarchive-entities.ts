// Unarchive entities: they come back with their assignments and, if asked, with all that the same archive took (R5).
import { unarchiveEntities } from "@purser/core";
import { type Engine, environmentOf, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { activeCustomer } from "./active-customer.ts";
import { answerEntity } from "./catalog-answer.ts";
import { changesOf } from "./changes-of.ts";
import { knownEntity } from "./known-entity.ts";

export function makeUnarchiveEntities(engine: Engine): Operations["unarchiveEntities"] {
  return (caller, input) =>
    writeCatalog(engine, caller, (now) => {
      const { snapshot } = engine;
      const customer = activeCustomer(engine, caller, input.customerId);
      const place = { snapshot, environment: environmentOf(engine, caller), customer, now };
      return {
        changes: changesOf(unarchiveEntities(place, input)),
        answer: () => ({ data: input.ids.map((id) => answerEntity(snapshot, knownEntity(engine, customer, id))) }),
      };
    });
}
