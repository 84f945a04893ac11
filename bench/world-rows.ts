// Rows of whole worlds in the order in which they must be loaded: what all organisations share first.
import type { CatalogChange } from "@purser/core";
import { CAPABILITY, ENVIRONMENT, LEVELS, type Organisation } from "./organisation.ts";

/** What every organisation of a world shares: the environment, a type to each level with a key of its own, one capability. */
export function* vendorRows(): Generator<CatalogChange> {
  const environment = {
    number: ENVIRONMENT,
    id: "live",
    strict: false,
    provisionLimit: 0,
    maxLatenessDays: 35,
    createdAt: 0,
  };
  yield { kind: "environment", before: null, after: environment };
  for (const [index, id] of LEVELS.entries()) {
    const named = { id, displayName: id, description: null, attributionKeys: [`${id}Id`], autoProvision: null };
    const rest = { maxOpenReservations: null, archivedAt: null, createdAt: 0 };
    const after = { number: index + 1, environment: ENVIRONMENT, ...named, ...rest };
    yield { kind: "entityType", before: null, after };
  }
  const unit = { displayName: CAPABILITY, unitSingular: null, unitPlural: null };
  const capability = { number: 1, environment: ENVIRONMENT, id: CAPABILITY, kind: "feature" as const, ...unit };
  yield { kind: "capability", before: null, after: { ...capability, scale: 0, createdAt: 0 } };
}

export function customerRow({ customer, customerId }: Organisation): CatalogChange {
  const blank = { displayName: null, timeZone: null, anchor: null, metadata: {}, archivedAt: null, createdAt: 0 };
  return {
    kind: "customer",
    before: null,
    after: { number: customer, environment: ENVIRONMENT, id: customerId, ...blank },
  };
}

/** All rows of a world in the order in which they must be loaded. */
export function* worldRows(organisations: readonly Organisation[]): Generator<CatalogChange> {
  yield* vendorRows();
  for (const organisation of organisations) yield customerRow(organisation);
  for (const organisation of organisations) yield* organisation.entities();
  for (const organisation of organisations) yield* organisation.assignments();
}
