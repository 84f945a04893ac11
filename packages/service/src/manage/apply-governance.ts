// Apply governance: a whole document judged and written as one transaction, so that all of it stands or nothing (R4).
import { ERRORS_MAX } from "@purser/contract";
import { isRefused, planGovernance } from "@purser/core";
import { type Engine, environmentOf, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { changesOf } from "./changes-of.ts";

export function makeApplyGovernance(engine: Engine): Operations["applyGovernance"] {
  return (caller, { dryRun = false, ...document }) =>
    writeCatalog(engine, caller, (now) => {
      const place = { snapshot: engine.snapshot, environment: environmentOf(engine, caller), now };
      const planned = planGovernance(place, document, engine.queue.head);
      const changes = changesOf(isRefused(planned) ? planned.slice(0, ERRORS_MAX) : planned);
      const answer = () => ({ changes: changes.length, dryRun });
      return { changes, answer, ...(dryRun ? { preview: answer } : {}) };
    });
}
