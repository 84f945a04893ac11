// Assignments and default assignments on the wire (R7, R11, R14).
import { z } from "zod";
import { ENFORCEMENTS, nodeAnswer } from "./check.ts";
import { BATCH_ITEMS_MAX, DEFAULT_ASSIGNMENTS_MAX, SCOPE_ENTITY_IDS_MAX } from "./limits.ts";
import { pageQuery } from "./page.ts";
import { amountSchema, cadenceSchema, idSchema, instantAnswer, instantSchema, timeZoneSchema } from "./wire-text.ts";

const enforcementSchema = z.enum(ENFORCEMENTS);
const allocationSchema = z.enum(["shared", "carved"]);
const countFromSchema = z.enum(["period", "now"]);
const scopeSchema = z.array(idSchema).max(SCOPE_ENTITY_IDS_MAX);

const overageLimitSchema = amountSchema
  .nullable()
  .optional()
  .describe("Of soft limits: how far beyond; null = any way");

export const assignmentItem = z.strictObject({
  id: idSchema.optional().describe("Addresses an assignment by its id instead of its natural key"),
  entityId: idSchema.optional(),
  capabilityId: idSchema.optional(),
  scopeEntityIds: scopeSchema.optional().describe("Entities that must all be present; left out = node-wide"),
  cadence: cadenceSchema.nullable().optional().describe("ISO-8601 duration of one unit; null = lifetime"),
  usageLimit: amountSchema.nullable().optional().describe("null = none, still counted; 0 = nothing"),
  enforcement: enforcementSchema
    .optional()
    .describe("hard denies, soft warns, shadow only records; hard when left out"),
  overageLimit: overageLimitSchema,
  allocation: allocationSchema
    .optional()
    .describe("carved: set aside inside the nearest budget above of the same capability, scope and cadence"),
  anchor: instantSchema.nullable().optional(),
  timeZone: timeZoneSchema.optional(),
  countFrom: countFromSchema.optional().describe("Fixed when the assignment is new"),
  ifVersion: z.int().min(0).optional(),
});

export const upsertAssignmentsBody = z
  .strictObject({
    assignments: z.array(assignmentItem).max(BATCH_ITEMS_MAX).optional(),
    deleteIds: z.array(idSchema).max(BATCH_ITEMS_MAX).optional(),
    dryRun: z.boolean().optional().describe("Judges everything and writes nothing"),
  })
  .refine(({ assignments = [], deleteIds = [] }) => assignments.length + deleteIds.length > 0, {
    error: "Send assignments, deleteIds or both; neither has an item.",
  });

export const defaultAssignmentItem = z.strictObject({
  capabilityId: idSchema,
  scopeEntityIds: scopeSchema.optional().describe("At customer level only"),
  cadence: cadenceSchema.nullable(),
  usageLimit: amountSchema.nullable(),
  enforcement: enforcementSchema.optional(),
  overageLimit: overageLimitSchema,
  anchor: instantSchema.nullable().optional().describe("Left out = the customer's, as it is now"),
  timeZone: timeZoneSchema.nullable().optional().describe("Left out = the customer's, as it is now"),
});

export const putDefaultAssignmentsBody = z.strictObject({
  assignments: z.array(defaultAssignmentItem).max(DEFAULT_ASSIGNMENTS_MAX),
});

export const listAssignmentsQuery = z.strictObject({
  ...pageQuery,
  entityId: idSchema.optional(),
  capabilityId: idSchema.optional(),
});

export const assignmentPath = z.strictObject({ customerId: idSchema, assignmentId: idSchema });
export const entityTypePath = z.strictObject({ id: idSchema });
export const customerEntityTypePath = z.strictObject({ customerId: idSchema, id: idSchema });

export const assignmentAnswer = z
  .strictObject({
    id: z.string(),
    entityId: z.string().nullable().describe("null on a default"),
    entityTypeId: z.string(),
    capabilityId: z.string(),
    scopeEntityIds: z.array(z.string()),
    cadence: z.string().nullable(),
    usageLimit: z.number().nullable(),
    enforcement: enforcementSchema,
    overageLimit: z.number().nullable(),
    allocation: allocationSchema,
    anchor: instantAnswer.nullable(),
    timeZone: z.string().nullable().describe("null = the customer's"),
    countFrom: countFromSchema,
    isDormant: z.boolean().describe("Its entity, or one of its scope, is archived"),
    version: z.int(),
    createdAt: instantAnswer,
  })
  .meta({ id: "Assignment" });

export const upsertedAssignments = z.strictObject({
  data: z
    .array(assignmentAnswer)
    .describe("Of a dry run: as they would be; ids of new ones are given when they are made"),
  denied: z
    .array(nodeAnswer)
    .optional()
    .describe("Of a dry run: the budgets among them that would refuse the smallest amount right now"),
});
