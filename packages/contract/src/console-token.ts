// Console tokens on the wire: a vendor's backend makes one for somebody at a customer, whose browser then carries it.
import { z } from "zod";
import { CONSOLE_TTL_MAX_SECONDS, CONSOLE_TTL_MIN_SECONDS, ROOT_ENTITY_IDS_MAX } from "./limits.ts";
import { CONSOLE_PERMISSIONS } from "./permission.ts";
import { idSchema } from "./wire-text.ts";

export const createConsoleTokenBody = z.strictObject({
  customerId: idSchema,
  rootEntityIds: z
    .array(idSchema)
    .min(1)
    .max(ROOT_ENTITY_IDS_MAX)
    .optional()
    .describe("The token sees these and all below them; the whole customer when left out"),
  permissions: z.array(z.enum(CONSOLE_PERMISSIONS)).min(1).max(CONSOLE_PERMISSIONS.length),
  subject: idSchema.describe("Who will use it, by your own id for them"),
  ttlSeconds: z.int().min(CONSOLE_TTL_MIN_SECONDS).max(CONSOLE_TTL_MAX_SECONDS),
});

export const consoleTokenPath = z.strictObject({ tokenId: idSchema });

export const createdConsoleTokenAnswer = z
  .strictObject({ id: z.string().describe("Revokes it"), token: z.string().describe("Told this once") })
  .meta({ id: "CreatedConsoleToken" });
