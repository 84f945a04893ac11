// List customers: in order of creation, archived ones when asked for.
import { searchFor } from "@purser/core";
import { type Engine, environmentOf } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { type Lists, numbersWhere } from "../page.ts";
import { answerCustomer } from "./catalog-answer.ts";

export function makeListCustomers(engine: Engine, lists: Lists): Operations["listCustomers"] {
  return async (caller, input) => {
    const { customers } = engine.snapshot;
    const { number: environment } = environmentOf(engine, caller).row;
    const isSought = searchFor(input.search);
    const isShown = (number: number): boolean => {
      const row = customers[number]?.row;
      if (row === undefined || row.environment !== environment) return false;
      if (row.archivedAt !== null && input.includeArchived !== true) return false;
      return isSought(row.id, row.displayName);
    };
    return lists.page(caller, input, {
      name: "customers",
      find: (after, limit) => numbersWhere({ after, last: customers.length - 1, limit }, isShown),
      numberOf: (number) => number,
      answer: (number) => answerCustomer(engine.snapshot.customer(number).row),
    });
  };
}
