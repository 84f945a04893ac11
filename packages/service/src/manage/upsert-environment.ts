// Upsert environment: makes an isolated copy of everything, or changes its settings; for the root key alone (R45).
import { upsertEnvironment } from "@purser/core";
import { type Engine, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { answerEnvironment } from "./catalog-answer.ts";
import { requireRoot } from "./root-only.ts";

export function makeUpsertEnvironment(engine: Engine): Operations["upsertEnvironment"] {
  return async (caller, input) => {
    requireRoot(caller, "make or change environments");
    return writeCatalog(engine, caller, (now) => {
      const standing = engine.snapshot.environmentsById.get(input.id);
      const number = standing?.row.number ?? engine.snapshot.environments.length;
      return {
        changes: upsertEnvironment(engine.snapshot, input, now),
        answer: () => answerEnvironment(engine.snapshot.environment(number).row),
      };
    });
  };
}
