// Carrying along: what stands on the natural key of an assignment keeps to it when it gets another (R36).
import type { CatalogChange } from "./catalog-change.ts";
import type { Exception } from "./exception.ts";
import type { LimitRequest } from "./limit-request.ts";
import { type NaturalKey, naturalKeyText } from "./natural-key.ts";
import type { Snapshot } from "./snapshot.ts";

type Standing = Exception | LimitRequest;

/** What the changes of assignments make of exceptions and limit requests. */
export function carriedAlong(snapshot: Snapshot, changes: readonly CatalogChange[]): CatalogChange[] {
  const moves = new Map<string, Pick<NaturalKey, "scope" | "cadence">>();
  for (const change of changes) {
    if (change.kind !== "assignment" || change.before === null || change.after === null) continue;
    const { before, after } = change;
    if (before.entity === 0 || naturalKeyText(before) === naturalKeyText(after)) continue;
    moves.set(naturalKeyText(before), { scope: after.scope, cadence: after.cadence });
  }
  if (moves.size === 0) return [];
  const carried = <Row extends Standing>(row: Row): Row => ({ ...row, ...moves.get(naturalKeyText(row)) });
  return [
    ...snapshot.limitRequests.flatMap((row): CatalogChange[] =>
      row === undefined || !moves.has(naturalKeyText(row))
        ? []
        : [{ kind: "limitRequest", before: row, after: carried(row) }],
    ),
    ...snapshot.exceptions.flatMap((row): CatalogChange[] =>
      row === undefined || !moves.has(naturalKeyText(row))
        ? []
        : [{ kind: "exception", before: row, after: carried(row) }],
    ),
  ];
}
