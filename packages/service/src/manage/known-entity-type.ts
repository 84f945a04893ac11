// Known entity types: a path that names one that isn't there is 404 (page 5).
import type { EntityType } from "@purser/core";
import type { Caller } from "../caller.ts";
import { type Engine, environmentOf } from "../engine.ts";
import { ProblemError } from "../problem-error.ts";

export function knownEntityType(engine: Engine, caller: Caller, id: string): EntityType {
  const type = environmentOf(engine, caller).types.get(id);
  if (type !== undefined) return type;
  throw new ProblemError("NotFound", `No entity type "${id}" in this environment.`);
}
