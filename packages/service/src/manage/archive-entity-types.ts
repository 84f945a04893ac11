// Archive entity types: those that no active entity has go out of use and give up their keys (R2, R5).
import { archiveEntityTypes } from "@purser/core";
import { type Engine, environmentOf, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { answerEntityType } from "./catalog-answer.ts";
import { changesOf } from "./changes-of.ts";
import { knownEntityType } from "./known-entity-type.ts";

export function makeArchiveEntityTypes(engine: Engine): Operations["archiveEntityTypes"] {
  return (caller, input) =>
    writeCatalog(engine, caller, (now) => {
      const place = { snapshot: engine.snapshot, environment: environmentOf(engine, caller), now };
      return {
        changes: changesOf(archiveEntityTypes(place, input.ids)),
        // Defaults stay as they are: without an active entity of the type they govern nobody.
        answer: () => ({
          data: input.ids.map((id) => answerEntityType(knownEntityType(engine, caller, id))),
          dormantAssignmentIds: [],
        }),
      };
    });
}
