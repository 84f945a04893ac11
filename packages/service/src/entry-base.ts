// The base of an entry: what all entries of one request say alike (R13).
import type { AttributionPlace, Resolution, UsageEvent } from "@purser/core";
import type { NewEntry } from "./ports.ts";

type EntryBase = Omit<NewEntry, "capability" | "use" | "hold">;

export function entryBase(
  place: AttributionPlace,
  sent: Pick<UsageEvent, "dimensions" | "entityIds" | "metadata" | "idempotencyKey">,
  plan: Pick<NewEntry, "kind" | "timestamp"> & { readonly resolution: Resolution; readonly reservation?: number },
): EntryBase {
  return {
    kind: plan.kind,
    customer: place.customer.row.number,
    timestamp: plan.timestamp,
    recordedAt: place.now,
    resolved: plan.resolution.set,
    dimensions: sent.dimensions === undefined ? null : namedDimensions(place, sent.dimensions, plan.resolution),
    named: sent.entityIds === undefined ? null : sent.entityIds.map((id) => place.customer.entities.get(id) ?? id),
    metadata: sent.metadata ?? null,
    corrects: 0,
    reservation: plan.reservation ?? 0,
    countedAs: 0,
    chains: null,
    idempotencyKey: sent.idempotencyKey ?? null,
  };
}

/** Values that named entities are kept as numbers, so that erasure has one row to rewrite (page 3). */
function namedDimensions(
  place: AttributionPlace,
  dimensions: Readonly<Record<string, string>>,
  resolution: Resolution,
): Record<string, string | number> {
  const kept: Record<string, string | number> = {};
  for (const key in dimensions) {
    const value = dimensions[key] ?? "";
    const entity = place.environment.keys.has(key) ? place.customer.entities.get(value) : undefined;
    const isNamed =
      entity !== undefined && (resolution.set.includes(entity) || place.snapshot.entities.isArchived(entity));
    kept[key] = isNamed ? entity : value;
  }
  return kept;
}
