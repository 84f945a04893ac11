// List entities: in order of creation, archived ones when asked for; reads columns, builds only the rows of the page.
import { type CustomerState, searchFor } from "@purser/core";
import type { Caller } from "../caller.ts";
import type { Engine } from "../engine.ts";
import { filteredEntity, knownCustomer } from "../known-customer.ts";
import type { Operations } from "../operation.ts";
import { type Lists, numbersWhere } from "../page.ts";
import { answerEntity } from "./catalog-answer.ts";
import { knownEntityType } from "./known-entity-type.ts";

type ListInput = Parameters<Operations["listEntities"]>[1];

export function makeListEntities(engine: Engine, lists: Lists): Operations["listEntities"] {
  return async (caller, input) => {
    const { entities } = engine.snapshot;
    const isShown = filterOf(engine, caller, input);
    return lists.page(caller, input, {
      name: "entities",
      find: (after, limit) => numbersWhere({ after, last: entities.committed, limit }, isShown),
      numberOf: (number) => number,
      answer: (number) => answerEntity(engine.snapshot, entities.row(number)),
    });
  };
}

function filterOf(engine: Engine, caller: Caller, input: ListInput): (number: number) => boolean {
  const { entities } = engine.snapshot;
  const customer: CustomerState = knownCustomer(engine, caller, input.customerId);
  const type = input.entityTypeId === undefined ? null : knownEntityType(engine, caller, input.entityTypeId).number;
  const parent = filteredEntity(customer, input.parentId);
  const isSought = searchFor(input.search);
  return (number) => {
    if (entities.customer.get(number) !== customer.row.number) return false;
    if (type !== null && entities.type.get(number) !== type) return false;
    if (parent !== null && entities.parent.get(number) !== parent) return false;
    if (entities.isArchived(number) && input.includeArchived !== true) return false;
    return isSought(entities.ids[number] ?? "", entities.displayName(number));
  };
}
