// Known entities: those of the customer that are durably there; a path that names another is 404.
import type { CustomerState, Entity } from "@purser/core";
import type { Engine } from "../engine.ts";
import { entityNotFound } from "../known-customer.ts";

export function knownEntity(engine: Engine, customer: CustomerState, id: string): Entity {
  const number = customer.entities.get(id);
  if (number !== undefined && engine.snapshot.isCommitted(number)) return engine.snapshot.entities.row(number);
  throw entityNotFound(id);
}
