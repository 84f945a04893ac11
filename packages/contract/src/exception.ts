// Exceptions and limit requests on the wire (R36).
import { z } from "zod";
import { REASON_LENGTH_MAX, SCOPE_ENTITY_IDS_MAX } from "./limits.ts";
import { pageQuery } from "./page.ts";
import {
  amountSchema,
  cadenceSchema,
  idempotencyKeySchema,
  idSchema,
  instantAnswer,
  instantSchema,
} from "./wire-text.ts";

const reasonSchema = z
  .string()
  .min(1)
  .max(REASON_LENGTH_MAX)
  .refine((text) => text.isWellFormed(), {
    error: "Send text without lone surrogates.",
  });

const untilSchema = instantSchema
  .nullable()
  .optional()
  .describe("Left out: the end of the usage period in which it begins; null: in every period until revoked");

const ONE_RAISE = "Send usageLimit (a limit for the time) or amount (added to the limit), exactly one of them.";

export const exceptionBody = z
  .strictObject({
    entityId: idSchema,
    capabilityId: idSchema,
    scopeEntityIds: z.array(idSchema).max(SCOPE_ENTITY_IDS_MAX).optional(),
    cadence: cadenceSchema.nullable(),
    usageLimit: amountSchema.optional(),
    amount: amountSchema.optional(),
    from: instantSchema.optional().describe("Now when left out"),
    until: untilSchema,
    reason: reasonSchema,
    idempotencyKey: idempotencyKeySchema,
  })
  .refine(({ usageLimit, amount }) => (usageLimit === undefined) !== (amount === undefined), { error: ONE_RAISE });

export const exceptionPath = z.strictObject({ customerId: idSchema, exceptionId: idSchema });

export const listExceptionsQuery = z.strictObject({
  ...pageQuery,
  entityId: idSchema.optional(),
  capabilityId: idSchema.optional(),
});

const raiseFields = {
  id: z.string(),
  entityId: z.string(),
  capabilityId: z.string(),
  scopeEntityIds: z.array(z.string()),
  cadence: z.string().nullable(),
  usageLimit: z.number().nullable(),
  amount: z.number().nullable(),
  reason: z.string(),
  idempotencyKey: z.string(),
  createdAt: instantAnswer,
};

export const exceptionAnswer = z
  .strictObject({
    ...raiseFields,
    from: instantAnswer,
    until: instantAnswer.nullable(),
    actor: z.string(),
    limitRequestId: z.string().nullable(),
    isInForce: z.boolean(),
    revokedAt: instantAnswer.nullable(),
    duplicate: z.boolean().optional(),
  })
  .meta({ id: "Exception" });

export const limitRequestPath = z.strictObject({ customerId: idSchema, limitRequestId: idSchema });

const requestState = z.enum(["pending", "approved", "denied"]);

export const listLimitRequestsQuery = z.strictObject({
  ...pageQuery,
  entityId: idSchema.optional(),
  capabilityId: idSchema.optional(),
  state: requestState.optional(),
});

export const approveBody = z
  .strictObject({
    usageLimit: amountSchema.optional(),
    amount: amountSchema.optional(),
    until: untilSchema,
    comment: reasonSchema.optional(),
  })
  .refine(({ usageLimit, amount }) => usageLimit === undefined || amount === undefined, {
    error: "Send usageLimit or amount, not both.",
  });

export const denyBody = z.strictObject({ comment: reasonSchema });

export const limitRequestAnswer = z
  .strictObject({
    ...raiseFields,
    from: instantAnswer.nullable().describe("null: from its approval on"),
    until: instantAnswer.nullable(),
    untilPeriodEnd: z.boolean().describe("until was left out: the end of the usage period in which it begins"),
    subject: z.string().nullable().describe("Who asks, as the console token says; null where an API key filed it"),
    state: requestState,
    comment: z.string().nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: instantAnswer.nullable(),
    exceptionId: z.string().nullable(),
    duplicate: z.boolean().optional(),
  })
  .meta({ id: "LimitRequest" });
