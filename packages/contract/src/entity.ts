// Entities on the wire (R3–R5).
import { z } from "zod";
import { BATCH_ITEMS_MAX, SEARCH_LENGTH_MAX } from "./limits.ts";
import { pageQuery } from "./page.ts";
import { booleanQuery, displayNameSchema, idSchema, instantAnswer, metadataSchema } from "./wire-text.ts";

export const entityItem = z.strictObject({
  id: idSchema,
  entityTypeId: idSchema.optional().describe("Required for a new entity, fixed then"),
  displayName: displayNameSchema.nullable().optional(),
  metadata: metadataSchema.optional().describe('A patch; "" deletes a key'),
  parentId: idSchema.nullable().optional().describe("Left out = keep, null = root"),
  ifVersion: z.int().min(0).optional().describe("Refused when the entity has another version; 0 = new"),
});

export const upsertEntitiesBody = z.strictObject({ entities: z.array(entityItem).min(1).max(BATCH_ITEMS_MAX) });

export const archiveEntitiesBody = z.strictObject({
  ids: z.array(idSchema).min(1).max(BATCH_ITEMS_MAX),
  cascade: z.boolean().optional(),
});

export const listEntitiesQuery = z.strictObject({
  ...pageQuery,
  entityTypeId: idSchema.optional(),
  parentId: idSchema.optional().describe("Direct children only"),
  search: z.string().max(SEARCH_LENGTH_MAX).optional().describe("Part of id or display name, in any case"),
  includeArchived: booleanQuery.optional(),
});

export const entityPath = z.strictObject({ customerId: idSchema, entityId: idSchema });

export const entityAnswer = z
  .strictObject({
    id: z.string(),
    entityTypeId: z.string(),
    displayName: z.string().nullable(),
    metadata: z.record(z.string(), z.string()),
    parentId: z.string().nullable(),
    archivedAt: instantAnswer.nullable(),
    version: z.int(),
    createdAt: instantAnswer,
  })
  .meta({ id: "Entity" });
