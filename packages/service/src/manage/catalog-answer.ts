// Catalog answers: rows as callers see them, numbers turned into ids (page 5).
import type { Answer } from "@purser/contract";
import {
  type ApiKey,
  type Assignment,
  assignmentId,
  type Capability,
  type Customer,
  type Entity,
  type EntityType,
  type Environment,
  isDormant,
  type Snapshot,
  toDecimal,
} from "@purser/core";

export type EntityTypeAnswer = Answer<"upsertEntityTypes">["data"][number];
export type CapabilityAnswer = Answer<"upsertCapabilities">["data"][number];
export type CustomerAnswer = Answer<"getCustomer">;
export type EntityAnswer = Answer<"getEntity">;
export type AssignmentAnswer = Answer<"upsertAssignments">["data"][number];
export type EnvironmentAnswer = Answer<"upsertEnvironment">;
export type ApiKeyAnswer = Answer<"listApiKeys">["data"][number];

export const instantText = (at: number): string => new Date(at).toISOString();
export const instantOrNull = (at: number | null): string | null => (at === null ? null : instantText(at));

export function answerEntityType({ number: _, environment: _environment, ...row }: EntityType): EntityTypeAnswer {
  return { ...row, archivedAt: instantOrNull(row.archivedAt), createdAt: instantText(row.createdAt) };
}

export function answerCapability({ number: _, environment: _environment, ...row }: Capability): CapabilityAnswer {
  return { ...row, createdAt: instantText(row.createdAt) };
}

export function answerCustomer({ number: _, environment: _environment, ...row }: Customer): CustomerAnswer {
  return {
    ...row,
    anchor: instantOrNull(row.anchor),
    archivedAt: instantOrNull(row.archivedAt),
    createdAt: instantText(row.createdAt),
  };
}

export function answerEntity(snapshot: Snapshot, row: Entity): EntityAnswer {
  return {
    id: row.id,
    entityTypeId: snapshot.type(row.type).id,
    displayName: row.displayName,
    metadata: row.metadata,
    parentId: row.parent === 0 ? null : (snapshot.entities.ids[row.parent] ?? null),
    archivedAt: instantOrNull(row.archivedAt),
    version: row.version,
    createdAt: instantText(row.createdAt),
  };
}

export function answerAssignment(snapshot: Snapshot, row: Assignment): AssignmentAnswer {
  return { ...answerAssignmentRow(snapshot, row), isDormant: isDormant(snapshot, row) };
}

/** Without what only the present can tell; the row may be an old one. */
export function answerAssignmentRow(snapshot: Snapshot, row: Assignment): Omit<AssignmentAnswer, "isDormant"> {
  const { entities } = snapshot;
  const capability = snapshot.capability(row.capability);
  return {
    id: assignmentId(row.number),
    entityId: row.entity === 0 ? null : (entities.ids[row.entity] ?? null),
    entityTypeId: snapshot.type(row.entity === 0 ? row.type : entities.type.get(row.entity)).id,
    capabilityId: capability.id,
    scopeEntityIds: row.scope.map((member) => entities.ids[member] ?? "").sort(),
    cadence: row.cadence,
    usageLimit: row.usageLimit === null ? null : toDecimal(row.usageLimit, capability.scale),
    enforcement: row.enforcement,
    overageLimit: row.overageLimit === null ? null : toDecimal(row.overageLimit, capability.scale),
    allocation: row.allocation,
    anchor: instantOrNull(row.anchor),
    timeZone: row.timeZone,
    countFrom: row.countFrom,
    version: row.version,
    createdAt: instantText(row.createdAt),
  };
}

export function answerEnvironment({ number: _, ...row }: Environment): EnvironmentAnswer {
  return { ...row, createdAt: instantText(row.createdAt) };
}

/** Never the digest: it is of no use to anybody but Purser. */
export function answerApiKey(snapshot: Snapshot, row: ApiKey): ApiKeyAnswer {
  return {
    id: row.id,
    displayName: row.displayName,
    access: row.access,
    isRoot: row.isRoot,
    environmentId: snapshot.environment(row.environment).row.id,
    createdAt: instantText(row.createdAt),
  };
}
