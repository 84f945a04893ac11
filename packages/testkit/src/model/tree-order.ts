// Tree order of the model: what rows are sorted by, and cursors that keep the place of a page's last row (R38).
import { availableOf, type Node } from "./budget.ts";
import { refuse } from "./refusal.ts";
import type { Draft } from "./state.ts";
import type { TreeQuestion } from "./tree-question.ts";

/** Where it stands: from the root down to the entity itself. */
export interface Row extends Node {
  readonly path: readonly string[];
  readonly depth: number;
}

interface Place {
  /** Null where there is none; amounts at the finest scale there is. */
  readonly value: bigint | number | null;
  readonly id: string;
  /** Capability, size and ids of the scope, cadence. */
  readonly key: readonly string[];
}

const FINEST = 9;

export function placeOf(draft: Draft, question: TreeQuestion, row: Row): Place & { readonly row: Row } {
  const { entity, assignment } = row;
  const scope = assignment?.scopeEntityIds ?? [];
  const key = [assignment?.capabilityId ?? "", String(scope.length), ...scope, assignment?.cadence ?? ""];
  return { value: sortValueOf(draft, question, row), id: entity.id, key, row };
}

function sortValueOf(draft: Draft, { sortBy }: TreeQuestion, row: Row): bigint | number | null {
  const { assignment, entity, used } = row;
  if (sortBy === "id") return 0;
  if (sortBy === "createdAt") return entity.createdAt;
  if (assignment === null) return null;
  if (sortBy === "utilization") return utilizationOf(row);
  if (sortBy === "scopeSize") return assignment.scopeEntityIds.length;
  const finest = 10n ** BigInt(FINEST - (draft.capabilities.get(assignment.capabilityId)?.scale ?? 0));
  if (sortBy === "currentUsage") return used * finest;
  const amount = sortBy === "usageLimit" ? row.limit : availableOf(row);
  return amount === null ? null : amount * finest;
}

export function utilizationOf({ limit, used }: Node): number | null {
  if (limit === null) return null;
  return limit === 0n ? 1 : Number(used) / Number(limit);
}

export function compareRows({ sortBy, isDescending }: TreeQuestion, a: Place, b: Place): number {
  if (a.value !== b.value) {
    if (a.value === null || b.value === null) return a.value === null ? 1 : -1;
    return a.value < b.value === isDescending ? 1 : -1;
  }
  const byId = compareTexts([a.id], [b.id]);
  return (sortBy === "id" && isDescending ? -byId : byId) || compareTexts(a.key, b.key);
}

/** By code point. */
export function compareTexts(a: readonly string[], b: readonly string[]): number {
  for (const [index, text] of a.entries()) {
    const [left, right] = [[...text], [...(b[index] ?? "")]];
    const at = left.findIndex((character, place) => character !== right[place]);
    if (at < 0 && left.length === right.length) continue;
    if (at < 0) return -1;
    return (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1);
  }
  return 0;
}

export const cursorOf = ({ binding }: TreeQuestion, { value, id, key }: Place): string =>
  JSON.stringify([binding, typeof value, value === null ? null : String(value), id, key]);

export function placeIn({ binding }: TreeQuestion, cursor: string): Place {
  const [bound, kind, value, id, key] = parsed(cursor);
  if (bound !== binding) refuse("InvalidRequest", "/after");
  const read = value === null ? null : kind === "bigint" ? BigInt(String(value)) : Number(value);
  return { value: read, id: String(id), key: key as string[] };
}

function parsed(cursor: string): readonly unknown[] {
  try {
    const read: unknown = JSON.parse(cursor);
    return Array.isArray(read) ? read : [];
  } catch {
    return [];
  }
}
