// Entity types on the wire (R2, R6).
import { z } from "zod";
import { ATTRIBUTION_KEYS_MAX, BATCH_ITEMS_MAX, DESCRIPTION_LENGTH_MAX, OPEN_RESERVATIONS_MAX } from "./limits.ts";
import { displayNameSchema, idSchema, instantAnswer } from "./wire-text.ts";

export const entityTypeItem = z.strictObject({
  id: idSchema,
  displayName: displayNameSchema.min(1).optional().describe("Required for a new type"),
  description: z.string().max(DESCRIPTION_LENGTH_MAX).nullable().optional(),
  attributionKeys: z.array(idSchema).max(ATTRIBUTION_KEYS_MAX).optional().describe("In order of preference"),
  autoProvision: z.strictObject({ parentFrom: idSchema.nullable().optional() }).nullable().optional(),
  maxOpenReservations: z
    .int()
    .min(0)
    .max(OPEN_RESERVATIONS_MAX)
    .nullable()
    .optional()
    .describe("Open holds that one entity of the type may be in; null = any number"),
});

export const upsertEntityTypesBody = z.strictObject({
  entityTypes: z.array(entityTypeItem).min(1).max(BATCH_ITEMS_MAX),
});

export const idsBody = z.strictObject({ ids: z.array(idSchema).min(1).max(BATCH_ITEMS_MAX) });

export const entityTypeAnswer = z
  .strictObject({
    id: z.string(),
    displayName: z.string(),
    description: z.string().nullable(),
    attributionKeys: z.array(z.string()),
    autoProvision: z.strictObject({ parentFrom: z.string().nullable() }).nullable(),
    maxOpenReservations: z.int().nullable(),
    archivedAt: instantAnswer.nullable(),
    createdAt: instantAnswer,
  })
  .meta({ id: "EntityType" });
