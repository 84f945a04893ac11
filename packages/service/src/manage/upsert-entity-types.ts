// Upsert entity types: makes or changes them in one atomic batch (R2, R4).
import { upsertEntityTypes } from "@purser/core";
import { type Engine, environmentOf, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { answerEntityType } from "./catalog-answer.ts";
import { changesOf } from "./changes-of.ts";
import { knownEntityType } from "./known-entity-type.ts";

export function makeUpsertEntityTypes(engine: Engine): Operations["upsertEntityTypes"] {
  return (caller, input) =>
    writeCatalog(engine, caller, (now) => {
      const place = { snapshot: engine.snapshot, environment: environmentOf(engine, caller), now };
      return {
        changes: changesOf(upsertEntityTypes(place, input.entityTypes)),
        answer: () => ({
          data: input.entityTypes.map(({ id }) => answerEntityType(knownEntityType(engine, caller, id))),
        }),
      };
    });
}
