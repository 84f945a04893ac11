// Archive entity types: they give up their keys, and the defaults that stand on them fall asleep (R2, R5).
import { archiveEntityTypes, assignmentId, defaultsFallingAsleep } from "@purser/core";
import { type Engine, environmentOf, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { answerEntityType } from "./catalog-answer.ts";
import { changesOf } from "./changes-of.ts";
import { knownEntityType } from "./known-entity-type.ts";

export function makeArchiveEntityTypes(engine: Engine): Operations["archiveEntityTypes"] {
  return (caller, input) =>
    writeCatalog(engine, caller, (now) => {
      const place = { snapshot: engine.snapshot, environment: environmentOf(engine, caller), now };
      const changes = changesOf(archiveEntityTypes(place, input.ids));
      const going = new Set(changes.flatMap(({ after }) => after?.number ?? []));
      const dormant = defaultsFallingAsleep(engine.snapshot, going);
      return {
        changes,
        answer: () => ({
          data: input.ids.map((id) => answerEntityType(knownEntityType(engine, caller, id))),
          dormantAssignmentIds: dormant.map(assignmentId),
        }),
      };
    });
}
