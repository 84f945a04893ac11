// Unarchive entity types: they come back with their keys, if nobody took one meanwhile (R5).
import { unarchiveEntityTypes } from "@purser/core";
import { type Engine, environmentOf, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { answerEntityType } from "./catalog-answer.ts";
import { changesOf } from "./changes-of.ts";
import { knownEntityType } from "./known-entity-type.ts";

export function makeUnarchiveEntityTypes(engine: Engine): Operations["unarchiveEntityTypes"] {
  return (caller, input) =>
    writeCatalog(engine, caller, (now) => {
      const place = { snapshot: engine.snapshot, environment: environmentOf(engine, caller), now };
      return {
        changes: changesOf(unarchiveEntityTypes(place, input.ids)),
        answer: () => ({ data: input.ids.map((id) => answerEntityType(knownEntityType(engine, caller, id))) }),
      };
    });
}
