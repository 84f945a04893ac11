// Capabilities on the wire (R1).
import { z } from "zod";
import { BATCH_ITEMS_MAX, SCALE_MAX } from "./limits.ts";
import { displayNameSchema, idSchema, instantAnswer } from "./wire-text.ts";

const kindSchema = z.enum(["feature", "currency"]);

export const capabilityItem = z.strictObject({
  id: idSchema,
  kind: kindSchema.optional().describe("Required for a new capability, fixed then"),
  displayName: displayNameSchema.min(1).optional().describe("Required for a new capability"),
  unitSingular: displayNameSchema.nullable().optional(),
  unitPlural: displayNameSchema.nullable().optional(),
  scale: z
    .int()
    .min(0)
    .max(SCALE_MAX)
    .optional()
    .describe("Decimal places; 0 for a feature, 6 for a currency, fixed once made"),
});

export const upsertCapabilitiesBody = z.strictObject({
  capabilities: z.array(capabilityItem).min(1).max(BATCH_ITEMS_MAX),
});

export const capabilityAnswer = z
  .strictObject({
    id: z.string(),
    kind: kindSchema,
    displayName: z.string(),
    unitSingular: z.string().nullable(),
    unitPlural: z.string().nullable(),
    scale: z.int(),
    createdAt: instantAnswer,
  })
  .meta({ id: "Capability" });
