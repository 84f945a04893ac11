// Upsert entities: makes, changes or moves them in one atomic batch; an unknown customer comes into being (R3–R5, R12).
import { type CatalogChange, CustomerState, freshCustomer, upsertEntities } from "@purser/core";
import { type Engine, environmentOf, writeCatalog } from "../engine.ts";
import { knownCustomer } from "../known-customer.ts";
import type { Operations } from "../operation.ts";
import { refuseArchived } from "./active-customer.ts";
import { answerEntity } from "./catalog-answer.ts";
import { changesOf } from "./changes-of.ts";
import { knownEntity } from "./known-entity.ts";

export function makeUpsertEntities(engine: Engine): Operations["upsertEntities"] {
  return (caller, input) =>
    writeCatalog(engine, caller, (now) => {
      const { snapshot } = engine;
      const place = { snapshot, environment: environmentOf(engine, caller), now };
      const known = place.environment.customers.get(input.customerId);
      if (known !== undefined) refuseArchived(known);
      const customer =
        known ??
        new CustomerState(freshCustomer(place, input.customerId, snapshot.customers.length), snapshot.entities);
      const changes = [...changesOf(upsertEntities({ ...place, customer }, input.entities))];
      if (known === undefined) changes.unshift(newCustomer(customer));
      return {
        changes,
        answer: () => {
          const standing = knownCustomer(engine, caller, input.customerId);
          return { data: input.entities.map(({ id }) => answerEntity(snapshot, knownEntity(engine, standing, id))) };
        },
      };
    });
}

const newCustomer = ({ row }: CustomerState): CatalogChange => ({ kind: "customer", before: null, after: row });
