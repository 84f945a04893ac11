// Environments and API keys on the wire (R45).
import { z } from "zod";
import { LATENESS_DAYS_MAX, PROVISION_LIMIT_MAX } from "./limits.ts";
import { displayNameSchema, idSchema, instantAnswer } from "./wire-text.ts";

export const upsertEnvironmentBody = z.strictObject({
  id: idSchema,
  strict: z.boolean().optional(),
  provisionLimit: z.int().min(0).max(PROVISION_LIMIT_MAX).optional(),
  maxLatenessDays: z.int().min(1).max(LATENESS_DAYS_MAX).optional(),
});

export const environmentAnswer = z
  .strictObject({
    id: z.string(),
    strict: z.boolean(),
    provisionLimit: z.int(),
    maxLatenessDays: z.int(),
    createdAt: instantAnswer,
  })
  .meta({ id: "Environment" });

const accessSchema = z.enum(["read", "full"]);

export const createApiKeyBody = z.strictObject({
  displayName: displayNameSchema.min(1),
  access: accessSchema,
  environmentId: idSchema.optional().describe("Another environment: for the root key only"),
});

export const apiKeyPath = z.strictObject({ keyId: idSchema });

const keyFields = {
  id: z.string(),
  displayName: z.string(),
  access: accessSchema,
  environmentId: z.string(),
  createdAt: instantAnswer,
};

export const createdApiKeyAnswer = z
  .strictObject({ ...keyFields, secret: z.string().describe("Told this once") })
  .meta({ id: "CreatedApiKey" });

export const apiKeyAnswer = z.strictObject({ ...keyFields, isRoot: z.boolean() }).meta({ id: "ApiKey" });
