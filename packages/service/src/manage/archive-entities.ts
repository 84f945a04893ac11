// Archive entities: they and, if asked, their descendants go out of use; what falls asleep with them is told (R5).
import { archiveEntities, assignmentId } from "@purser/core";
import { type Engine, environmentOf, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { activeCustomer } from "./active-customer.ts";
import { answerEntity } from "./catalog-answer.ts";
import { changesOf } from "./changes-of.ts";
import { knownEntity } from "./known-entity.ts";

export function makeArchiveEntities(engine: Engine): Operations["archiveEntities"] {
  return (caller, input) =>
    writeCatalog(engine, caller, (now) => {
      const { snapshot } = engine;
      const customer = activeCustomer(engine, caller, input.customerId);
      const archival = archiveEntities({ snapshot, environment: environmentOf(engine, caller), customer, now }, input);
      return {
        changes: changesOf(archival.batch),
        // Those that were named, in the order sent: a cascade may take a million with it.
        answer: () => ({
          data: input.ids.map((id) => answerEntity(snapshot, knownEntity(engine, customer, id))),
          dormantAssignmentIds: archival.dormant.map(assignmentId),
        }),
      };
    });
}
