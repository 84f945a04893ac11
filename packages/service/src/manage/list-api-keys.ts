// List API keys: those in force of the caller's environment, of all environments for the root key; never a secret (R45).
import type { Engine } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { type Lists, numbersWhere } from "../page.ts";
import { answerApiKey } from "./catalog-answer.ts";
import { visibleApiKey } from "./visible-api-key.ts";

export function makeListApiKeys(engine: Engine, lists: Lists): Operations["listApiKeys"] {
  return async (caller, input) => {
    const last = engine.snapshot.apiKeys.length - 1;
    return lists.page(caller, input, {
      name: "apiKeys",
      find: (after, limit) =>
        numbersWhere({ after, last, limit }, (number) => visibleApiKey(engine, caller, number) !== null).flatMap(
          (number) => visibleApiKey(engine, caller, number) ?? [],
        ),
      numberOf: ({ number }) => number,
      answer: (row) => answerApiKey(engine.snapshot, row),
    });
  };
}
