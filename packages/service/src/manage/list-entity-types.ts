// List entity types: in order of creation, archived ones when asked for.
import { type Engine, environmentOf } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { type Lists, numbersWhere } from "../page.ts";
import { answerEntityType } from "./catalog-answer.ts";

export function makeListEntityTypes(engine: Engine, lists: Lists): Operations["listEntityTypes"] {
  return async (caller, input) => {
    const { types } = engine.snapshot;
    const { number: environment } = environmentOf(engine, caller).row;
    const isShown = (number: number): boolean => {
      const type = types[number];
      return type?.environment === environment && (type.archivedAt === null || input.includeArchived === true);
    };
    return lists.page(caller, input, {
      name: "entityTypes",
      find: (after, limit) => numbersWhere({ after, last: types.length - 1, limit }, isShown),
      numberOf: (number) => number,
      answer: (number) => answerEntityType(engine.snapshot.type(number)),
    });
  };
}
