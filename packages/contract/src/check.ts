// Checks and decisions on the wire (R17, R18).
import { z } from "zod";
import { CHECKS_MAX } from "./limits.ts";
import { problemSchema } from "./problem.ts";
import {
  amountSchema,
  dimensionsSchema,
  documented,
  entityIdsSchema,
  idSchema,
  instantAnswer,
  opaqueSchema,
} from "./wire-text.ts";

export const NAMING_ADVICE = "Send dimensions or entityIds, exactly one of them.";

/** R8: both, or neither, names nobody. */
export const namesOnce = (request: { readonly dimensions?: unknown; readonly entityIds?: unknown }): boolean =>
  (request.dimensions === undefined) !== (request.entityIds === undefined);

const checkFields = {
  capabilityId: idSchema,
  requestedUsage: amountSchema.optional().describe("1 when left out"),
  dimensions: dimensionsSchema.optional(),
  entityIds: entityIdsSchema.optional(),
  strict: z.boolean().optional(),
  atLeast: opaqueSchema.optional().describe("A `position` answered before; the answer is no older"),
};

export const checkBody = z.strictObject(checkFields).refine(namesOnce, { error: NAMING_ADVICE });
export const checkItem = z
  .strictObject({ customerId: idSchema, ...checkFields })
  .refine(namesOnce, { error: NAMING_ADVICE })
  .meta({ id: "CheckItem" });

/** Items are parsed one by one, so that a bad one harms no other (R18). */
const anyCheck = z.unknown();
documented.set(anyCheck, checkItem);
export const checkManyBody = z.strictObject({ checks: z.array(anyCheck).min(1).max(CHECKS_MAX) });

export const ENFORCEMENTS = ["hard", "soft", "shadow"] as const;

export const nodeAnswer = z
  .strictObject({
    capabilityId: z.string(),
    entityId: z.string(),
    entityTypeId: z.string(),
    parentId: z.string().nullable(),
    assignmentId: z.string().nullable().describe("null: nothing is assigned here"),
    scopeEntityIds: z.array(z.string()),
    cadence: z.string().nullable(),
    enforcement: z.enum(ENFORCEMENTS).nullable(),
    usageLimit: z.number().nullable(),
    currentUsage: z.number(),
    heldUsage: z.number(),
    available: z.number().nullable(),
    utilization: z.number().nullable(),
    allocated: z.number().nullable().describe("Set aside for what is carved out of it; null where nothing can be"),
    unallocated: z.number().nullable().describe("What more may be carved out of it now"),
    usagePeriodStart: instantAnswer.nullable(),
    usagePeriodEnd: instantAnswer.nullable(),
    isGranted: z.boolean(),
    exceedsLimit: z.boolean(),
    inherited: z.boolean().describe("Governed by a default of its type"),
  })
  .meta({ id: "Node" });

export const unresolvedAnswer = z
  .strictObject({
    key: z.string().nullable(),
    value: z.string(),
    reason: z.enum(["UnknownEntity", "OtherEntityType", "ArchivedEntity", "ProvisionLimit"]),
  })
  .meta({ id: "Unresolved" });

const accessDeniedReason = z.enum([
  "RequestedUsageExceedsLimit",
  "BudgetHeld",
  "OverageLimitExceeded",
  "AllocationExceeded",
  "BudgetExceeded",
]);

/** How one capability's part of a request was decided. */
export const judgedFields = {
  isGranted: z.boolean(),
  accessDeniedReason: accessDeniedReason.nullable(),
  available: z.number().nullable(),
  retryAt: instantAnswer.nullable(),
  bindingConstraint: nodeAnswer.nullable(),
};

const decisionItem = z
  .strictObject({
    capabilityId: z.string(),
    ...judgedFields,
    amount: z.number().nullable().describe("What was counted or held; null in a denied answer"),
  })
  .meta({ id: "DecisionItem" });

/** The fields of a decision, for answers that say more. */
export const decisionFields = {
  ...judgedFields,
  chains: z.array(z.array(nodeAnswer)).describe("One for each directly resolved entity, leaf first"),
  warnings: z.array(nodeAnswer).describe("Soft and shadow budgets whose limit would be passed"),
  unresolved: z.array(unresolvedAnswer),
  position: z.string(),
  requestId: z.string(),
  items: z.array(decisionItem).optional().describe("One for each capability, where several were asked for"),
};

export const decisionAnswer = z.strictObject(decisionFields).meta({ id: "Decision" });

export const checkManyAnswer = z.strictObject({
  data: z.array(z.union([decisionAnswer, z.strictObject({ problem: problemSchema })])),
});
