// A catalog change: one row before and after; stores write it, the snapshot applies it, the audit log tells it (R42).
import type { Assignment } from "./assignment.ts";
import type { Capability } from "./capability.ts";
import type { Customer } from "./customer.ts";
import type { Entity } from "./entity.ts";
import type { EntityType } from "./entity-type.ts";
import type { ApiKey, Environment } from "./environment.ts";
import type { Exception } from "./exception.ts";
import type { LimitRequest } from "./limit-request.ts";

/** The rows of the catalog by kind. */
export interface CatalogRows {
  environment: Environment;
  apiKey: ApiKey;
  entityType: EntityType;
  capability: Capability;
  customer: Customer;
  entity: Entity;
  assignment: Assignment;
  limitRequest: LimitRequest;
  exception: Exception;
}

export type CatalogKind = keyof CatalogRows;

/** `before` is null for something new, `after` null for something deleted (assignments only). */
export type CatalogChange = {
  [Kind in CatalogKind]: {
    readonly kind: Kind;
    readonly before: CatalogRows[Kind] | null;
    readonly after: CatalogRows[Kind] | null;
  };
}[CatalogKind];

/** The order in which kinds must be loaded: each row only names rows of earlier kinds. */
export const CATALOG_KINDS: readonly CatalogKind[] = [
  "environment",
  "apiKey",
  "entityType",
  "capability",
  "customer",
  "entity",
  "assignment",
  "limitRequest",
  "exception",
];
