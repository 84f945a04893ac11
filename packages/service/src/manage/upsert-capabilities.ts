// Upsert capabilities: makes or renames them in one atomic batch (R1, R4).
import { upsertCapabilities } from "@purser/core";
import { type Engine, environmentOf, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { answerCapability } from "./catalog-answer.ts";
import { changesOf } from "./changes-of.ts";

export function makeUpsertCapabilities(engine: Engine): Operations["upsertCapabilities"] {
  return (caller, input) =>
    writeCatalog(engine, caller, (now) => {
      const environment = environmentOf(engine, caller);
      const place = { snapshot: engine.snapshot, environment, now };
      return {
        changes: changesOf(upsertCapabilities(place, input.capabilities)),
        answer: () => ({
          data: input.capabilities.flatMap(({ id }) => {
            const row = environment.capabilities.get(id);
            return row === undefined ? [] : [answerCapability(row)];
          }),
        }),
      };
    });
}
