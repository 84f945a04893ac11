// Upsert assignments: makes, changes and deletes them in one atomic step, counted exactly before it answers (R11, R13).
import { upsertAssignments } from "@purser/core";
import { type Engine, environmentOf, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { activeCustomer } from "./active-customer.ts";
import { answerAssignment } from "./catalog-answer.ts";
import { changesOf } from "./changes-of.ts";
import { previewAssignments } from "./preview-assignments.ts";

export function makeUpsertAssignments(engine: Engine): Operations["upsertAssignments"] {
  return (caller, input) =>
    writeCatalog(engine, caller, (now) => {
      const { snapshot } = engine;
      const customer = activeCustomer(engine, caller, input.customerId);
      const place = { snapshot, environment: environmentOf(engine, caller), customer, now };
      const planned = upsertAssignments(place, { ...input, head: engine.queue.head });
      const changes = changesOf(planned.batch);
      const { numbers } = planned;
      const write = {
        changes,
        answer: () => ({ data: numbers.map((number) => answerAssignment(snapshot, snapshot.assignment(number))) }),
      };
      if (input.dryRun !== true) return write;
      return {
        ...write,
        preview: (counted) => previewAssignments(engine, { customer, changes, numbers, counted }),
      };
    });
}
