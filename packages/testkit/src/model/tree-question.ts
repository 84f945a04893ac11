// Tree question of the model: what a query asks for, with what is left out filled in (R38).
import { refuse } from "./refusal.ts";
import { type Fields, idOf, optional, refuseUnknown, textOf, wholeOf } from "./shape.ts";

const FILTERS =
  "capabilityIds entityTypeIds scope minUtilization search subtreeOf maxDepth include sortBy order limit after";
const SORTS = ["utilization", "currentUsage", "usageLimit", "available", "scopeSize", "id", "createdAt"] as const;
const PAGE = 20;
const PAGE_MAX = 1_000;
const DEPTH_MAX = 15;
const IDS_MAX = 100;

export interface TreeQuestion {
  /** Null = all. */
  readonly capabilityIds: readonly string[] | null;
  readonly entityTypeIds: readonly string[] | null;
  readonly scope: "all" | "nodeWide" | "scoped";
  readonly minUtilization: number | null;
  readonly search: string;
  readonly subtreeOf: string | null;
  readonly maxDepth: number | null;
  readonly withEntities: boolean;
  readonly sortBy: (typeof SORTS)[number];
  readonly isDescending: boolean;
  readonly limit: number;
  readonly after: string | null;
  /** What a cursor is good for. */
  readonly binding: string;
}

export function treeQuestionOf(fields: Fields): TreeQuestion {
  refuseUnknown(fields, `customerId ${FILTERS}`);
  const sortBy = optional(fields.sortBy, (raw) => oneOf(raw, SORTS, "/sortBy")) ?? "utilization";
  const order = optional(fields.order, (raw) => oneOf(raw, ["asc", "desc"], "/order"));
  const limit = optional(fields.limit, (raw) => wholeOf(raw, "/limit", PAGE_MAX)) ?? PAGE;
  if (limit === 0) refuse("InvalidRequest", "/limit");
  const { limit: _, after: __, ...bound } = fields;
  return {
    capabilityIds: idsOrAll(fields.capabilityIds, "/capabilityIds"),
    entityTypeIds: idsOrAll(fields.entityTypeIds, "/entityTypeIds"),
    scope: optional(fields.scope, (raw) => oneOf(raw, ["all", "nodeWide", "scoped"], "/scope")) ?? "all",
    minUtilization: optional(fields.minUtilization, shareOf) ?? null,
    search: optional(fields.search, (raw) => textOf(raw, "/search")) ?? "",
    subtreeOf: optional(fields.subtreeOf, (raw) => idOf(raw, "/subtreeOf")) ?? null,
    maxDepth: optional(fields.maxDepth, (raw) => wholeOf(raw, "/maxDepth", DEPTH_MAX)) ?? null,
    withEntities: optional(fields.include, (raw) => oneOf(raw, ["entities"], "/include")) !== undefined,
    sortBy,
    isDescending: order === undefined ? sortBy === "utilization" : order === "desc",
    limit,
    after: optional(fields.after, (raw) => textOf(raw, "/after")) ?? null,
    binding: JSON.stringify(Object.entries(bound).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function oneOf<Text extends string>(raw: unknown, known: readonly Text[], path: string): Text {
  return known.find((text) => text === raw) ?? refuse("InvalidRequest", path);
}

function shareOf(raw: unknown): number {
  const share = typeof raw === "string" && /^\d+(\.\d+)?$/.test(raw) ? Number(raw) : raw;
  return typeof share === "number" && share >= 0 ? share : refuse("InvalidRequest", "/minUtilization");
}

/** A parameter alone is a list of one; an empty list asks for nothing in particular. */
function idsOrAll(raw: unknown, path: string): readonly string[] | null {
  const ids: readonly unknown[] = raw === undefined ? [] : Array.isArray(raw) ? raw : [raw];
  if (ids.length > IDS_MAX) refuse("InvalidRequest", path);
  return ids.length === 0 ? null : ids.map((id, index) => idOf(id, `${path}/${index}`));
}
