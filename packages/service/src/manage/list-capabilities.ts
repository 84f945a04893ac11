// List capabilities: in order of creation.
import { type Engine, environmentOf } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { type Lists, numbersWhere } from "../page.ts";
import { answerCapability } from "./catalog-answer.ts";

export function makeListCapabilities(engine: Engine, lists: Lists): Operations["listCapabilities"] {
  return async (caller, input) => {
    const { capabilities } = engine.snapshot;
    const { number: environment } = environmentOf(engine, caller).row;
    const isShown = (number: number): boolean => capabilities[number]?.environment === environment;
    return lists.page(caller, input, {
      name: "capabilities",
      find: (after, limit) => numbersWhere({ after, last: capabilities.length - 1, limit }, isShown),
      numberOf: (number) => number,
      answer: (number) => answerCapability(engine.snapshot.capability(number)),
    });
  };
}
