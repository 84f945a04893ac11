// Capability upsert: makes what is consumed and renames it; kind and scale are fixed once made (R1, R4).

import { type Capability, defaultScale } from "./capability.ts";
import { type EnvironmentPlace, itemFault, type JudgedBatch, judgedBatch, repeatedIds } from "./catalog-batch.ts";
import type { CatalogChange } from "./catalog-change.ts";
import { type Fault, isFault } from "./fault.ts";

export interface CapabilityItem {
  readonly id: string;
  readonly kind?: Capability["kind"] | undefined;
  readonly displayName?: string | undefined;
  readonly unitSingular?: string | null | undefined;
  readonly unitPlural?: string | null | undefined;
  readonly scale?: number | undefined;
}

const LIST = "capabilities";

export function upsertCapabilities(place: EnvironmentPlace, items: readonly CapabilityItem[]): JudgedBatch {
  const faults = repeatedIds(
    items.map(({ id }) => id),
    { list: LIST, field: "id" },
  );
  const changes: CatalogChange[] = [];
  let next = place.snapshot.capabilities.length;
  for (const [index, item] of items.entries()) {
    const before = place.environment.capabilities.get(item.id) ?? null;
    const row = before === null ? newCapability(place, item, { index, number: next }) : changed(before, item, index);
    if (before === null) next += 1;
    if (isFault(row)) faults.push(row);
    else if (row !== before) changes.push({ kind: "capability", before, after: row });
  }
  return judgedBatch(faults, changes);
}

function newCapability(
  place: EnvironmentPlace,
  item: CapabilityItem,
  made: { readonly index: number; readonly number: number },
): Capability | Fault {
  const missing = item.kind === undefined ? "kind" : "displayName";
  if (item.kind === undefined || item.displayName === undefined) {
    const detail = `"${item.id}" is a new capability, so it needs a ${missing}.`;
    return itemFault("InvalidRequest", detail, { list: LIST, index: made.index, field: missing });
  }
  return {
    number: made.number,
    environment: place.environment.row.number,
    id: item.id,
    kind: item.kind,
    displayName: item.displayName,
    unitSingular: item.unitSingular ?? null,
    unitPlural: item.unitPlural ?? null,
    scale: item.scale ?? defaultScale(item.kind),
    createdAt: place.now,
  };
}

function changed(before: Capability, item: CapabilityItem, index: number): Capability | Fault {
  for (const field of ["kind", "scale"] as const) {
    if (item[field] === undefined || item[field] === before[field]) continue;
    const detail = `The ${field} of capability "${item.id}" is ${before[field]} and can't be changed. Make another capability.`;
    return itemFault("ImmutableField", detail, { list: LIST, index, field });
  }
  const after: Capability = {
    ...before,
    displayName: item.displayName ?? before.displayName,
    unitSingular: item.unitSingular === undefined ? before.unitSingular : item.unitSingular,
    unitPlural: item.unitPlural === undefined ? before.unitPlural : item.unitPlural,
  };
  return JSON.stringify(after) === JSON.stringify(before) ? before : after;
}
