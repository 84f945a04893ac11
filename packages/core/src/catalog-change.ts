// A catalog change: one row before and after; stores write it, the snapshot applies it, the audit log tells it (R42).
import type { Assignment } from "./assignment.ts";
import type { Capability } from "./capability.ts";
import type { Customer } from "./customer.ts";
import type { Entity } from "./entity.ts";
import type { EntityType } from "./entity-type.ts";
import type { ApiKey, Environment } from "./environment.ts";
import type { Exception } from "./exception.ts";
import type { LimitRequest } from "./limit-request.ts";
import type { RevokedToken } from "./revoked-token.ts";

/** The rows of the catalog by kind. */
export interface CatalogRows {
  environment: Environment;
  apiKey: ApiKey;
  revokedToken: RevokedToken;
  entityType: EntityType;
  capability: Capability;
  customer: Customer;
  entity: Entity;
  assignment: Assignment;
  limitRequest: LimitRequest;
  exception: Exception;
}

export type CatalogKind = keyof CatalogRows;

/** `before` is null for something new, `after` null for something deleted (assignments, and revocations that have lapsed). */
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
  "revokedToken",
  "entityType",
  "capability",
  "customer",
  "entity",
  "assignment",
  "limitRequest",
  "exception",
];

/** R42: a revocation that has lapsed changes nothing for anybody when it goes, so the audit log is silent on it. */
export const isTold = ({ kind, after }: CatalogChange): boolean => kind !== "revokedToken" || after !== null;
