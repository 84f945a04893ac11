// Shown names: what a request named, as kept in the ledger, with entity numbers turned back into ids.
import type { LedgerEntry, Snapshot } from "@purser/core";

interface ShownNames {
  readonly dimensions: Readonly<Record<string, string>> | null;
  readonly entityIds: readonly string[] | null;
}

export function shownNames(
  snapshot: Snapshot,
  { dimensions, named }: Pick<LedgerEntry, "dimensions" | "named">,
): ShownNames {
  const idOf = (name: string | number): string =>
    typeof name === "number" ? (snapshot.entities.ids[name] ?? "") : name;
  return {
    dimensions:
      dimensions === null
        ? null
        : Object.fromEntries(Object.entries(dimensions).map(([key, value]) => [key, idOf(value)])),
    entityIds: named === null ? null : named.map(idOf),
  };
}
