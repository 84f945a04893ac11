// The governance tree on the wire: rows are entity × budget, with filters, orders and totals (R38).
import { z } from "zod";
import { nodeAnswer } from "./check.ts";
import { FILTER_IDS_MAX, SEARCH_LENGTH_MAX, TREE_DEPTH_MAX, TREE_PAGE_LIMIT_MAX } from "./limits.ts";
import { limitQuery, pageOf, pageQuery } from "./page.ts";
import { decimalQuery, idSchema, instantAnswer, repeatedQuery, wholeNumberQuery } from "./wire-text.ts";

const idsQuery = repeatedQuery(idSchema, FILTER_IDS_MAX);

export const queryTreeQuery = z.strictObject({
  capabilityIds: idsQuery.optional().describe("Budgets of these; repeat the parameter"),
  entityTypeIds: idsQuery.optional().describe("Entities of these; repeat the parameter"),
  scope: z.enum(["all", "nodeWide", "scoped"]).optional().describe("`all` when left out"),
  minUtilization: decimalQuery.optional().describe("0.8 = at least 80 %; budgets without a limit don't match"),
  search: z.string().max(SEARCH_LENGTH_MAX).optional().describe("Part of id or display name, in any case"),
  subtreeOf: idSchema.optional().describe("This entity and all below it"),
  maxDepth: wholeNumberQuery(0, TREE_DEPTH_MAX).optional().describe("0 is `subtreeOf`, or a root"),
  include: z.enum(["entities"]).optional().describe("Entities without a matching budget have a row of null figures"),
  sortBy: z
    .enum(["utilization", "currentUsage", "usageLimit", "available", "scopeSize", "id", "createdAt"])
    .optional()
    .describe("`utilization` when left out; nulls come last, ties by id and the rest of the natural key"),
  order: z.enum(["asc", "desc"]).optional().describe("`desc` for utilization, else `asc`, when left out"),
  ...pageQuery,
  limit: limitQuery(TREE_PAGE_LIMIT_MAX),
});

const treeRowAnswer = nodeAnswer
  .extend({
    capabilityId: z.string().nullable().describe("null: no budget of the entity matches; its figures are null too"),
    currentUsage: z.number().nullable(),
    heldUsage: z.number().nullable(),
    displayName: z.string().nullable(),
    path: z
      .array(z.string())
      .describe("Ids down to the entity, from the root, or from the uppermost entity that a console token sees"),
    depth: z.int().describe("Below `subtreeOf`, or below the root"),
    createdAt: instantAnswer.describe("Of the entity"),
  })
  .meta({ id: "TreeRow" });

const treeTotals = z
  .strictObject({
    rows: z.int(),
    entities: z.int(),
    overLimit: z.int().describe("Rows whose used and held are beyond the limit"),
    usage: z
      .array(
        z.strictObject({
          capabilityId: z.string(),
          cadence: z.string().nullable(),
          entityTypeId: z.string(),
          currentUsage: z.number(),
        }),
      )
      .describe("Over node-wide rows without a matched row above them; types overlap, so never add them up"),
  })
  .meta({ id: "TreeTotals" });

export const treeAnswer = pageOf(treeRowAnswer).extend({ totals: treeTotals });
