// List API keys: those in force of the caller's environment, of all environments for the root key; never a secret (R45).
import { assert } from "@purser/core";
import type { Engine } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { type Lists, numbersWhere } from "../page.ts";
import { answerApiKey } from "./catalog-answer.ts";
import { visibleApiKey } from "./visible-api-key.ts";

export function makeListApiKeys(engine: Engine, lists: Lists): Operations["listApiKeys"] {
  return async (caller, input) => {
    const { snapshot } = engine;
    const isShown = (number: number): boolean => visibleApiKey(engine, caller, number) !== null;
    return lists.page(caller, input, {
      name: "apiKeys",
      find: (after, limit) => numbersWhere({ after, last: snapshot.apiKeys.length - 1, limit }, isShown),
      numberOf: (number) => number,
      answer: (number) => {
        const row = snapshot.apiKeys[number];
        assert(row !== undefined, "a key that was found is there");
        return answerApiKey(snapshot, row);
      },
    });
  };
}
