// List environments: all of them, in order of creation; for the root key alone (R45).
import type { Engine } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { type Lists, numbersWhere } from "../page.ts";
import { answerEnvironment } from "./catalog-answer.ts";
import { requireRoot } from "./root-only.ts";

export function makeListEnvironments(engine: Engine, lists: Lists): Operations["listEnvironments"] {
  return async (caller, input) => {
    requireRoot(caller, "list environments");
    const { environments } = engine.snapshot;
    return lists.page(caller, input, {
      name: "environments",
      find: (after, limit) =>
        numbersWhere({ after, last: environments.length - 1, limit }, (number) => environments[number] !== undefined),
      numberOf: (number) => number,
      answer: (number) => answerEnvironment(engine.snapshot.environment(number).row),
    });
  };
}
