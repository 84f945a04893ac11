// Environment upsert: makes an isolated copy of everything, or changes the settings of one (R45).
import type { CatalogChange } from "./catalog-change.ts";
import { type Environment, LATENESS_DAYS_DEFAULT, PROVISION_LIMIT_DEFAULT } from "./environment.ts";
import type { Snapshot } from "./snapshot.ts";

export interface EnvironmentItem {
  readonly id: string;
  readonly strict?: boolean | undefined;
  readonly provisionLimit?: number | undefined;
  readonly maxLatenessDays?: number | undefined;
}

/** One change, or none when everything is as asked. */
export function upsertEnvironment(snapshot: Snapshot, item: EnvironmentItem, now: number): CatalogChange[] {
  const before = snapshot.environmentsById.get(item.id)?.row ?? null;
  const standing: Environment = before ?? {
    number: snapshot.environments.length,
    id: item.id,
    strict: false,
    provisionLimit: PROVISION_LIMIT_DEFAULT,
    maxLatenessDays: LATENESS_DAYS_DEFAULT,
    createdAt: now,
  };
  const after: Environment = {
    ...standing,
    strict: item.strict ?? standing.strict,
    provisionLimit: item.provisionLimit ?? standing.provisionLimit,
    maxLatenessDays: item.maxLatenessDays ?? standing.maxLatenessDays,
  };
  if (before !== null && JSON.stringify(after) === JSON.stringify(before)) return [];
  return [{ kind: "environment", before, after }];
}
