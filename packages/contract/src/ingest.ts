// Usage events and what becomes of them on the wire (R19–R23).
import { z } from "zod";
import { NAMING_ADVICE, namesOnce, nodeAnswer, unresolvedAnswer } from "./check.ts";
import { EVENT_ITEMS_MAX, EVENTS_MAX } from "./limits.ts";
import { problemCodeSchema } from "./problem.ts";
import {
  amountSchema,
  dimensionsSchema,
  documented,
  entityIdsSchema,
  idempotencyKeySchema,
  idSchema,
  instantSchema,
  metadataSchema,
} from "./wire-text.ts";

const useItem = z.strictObject({ capabilityId: idSchema, amount: amountSchema });

const eventFields = z.strictObject({
  customerId: idSchema,
  capabilityId: idSchema.optional(),
  amount: amountSchema.optional().describe("Negative only with correctsEntryId"),
  items: z
    .array(useItem)
    .min(1)
    .max(EVENT_ITEMS_MAX)
    .optional()
    .describe("Several capabilities of one call, all or none"),
  dimensions: dimensionsSchema.optional(),
  entityIds: entityIdsSchema.optional(),
  idempotencyKey: idempotencyKeySchema.optional().describe("Made by the server when left out"),
  timestamp: instantSchema.optional(),
  metadata: metadataSchema.optional(),
  strict: z.boolean().optional(),
  correctsEntryId: idSchema.optional(),
});

type Event = z.output<typeof eventFields>;

/** What is used is said once: one capability with its amount, or items. A correction has rules of its own (R23). */
function judgeEvent(event: Event, context: z.RefinementCtx): void {
  if (event.correctsEntryId !== undefined) return;
  const refuse = (message: string, ...path: (string | number)[]): void =>
    context.addIssue({ code: "custom", message, path });
  if (!namesOnce(event)) refuse(NAMING_ADVICE);
  if (event.items === undefined) {
    if (event.capabilityId === undefined) refuse("Send capabilityId and amount, or items.", "capabilityId");
    else if (event.amount === undefined) refuse("Say how much was used.", "amount");
    return;
  }
  for (const field of ["capabilityId", "amount"] as const) {
    if (event[field] !== undefined) refuse("With items, leave capabilityId and amount out.", field);
  }
  const seen = new Set<string>();
  for (const [index, { capabilityId }] of event.items.entries()) {
    if (seen.has(capabilityId)) refuse("Each capability once: add the amounts up.", "items", index, "capabilityId");
    seen.add(capabilityId);
  }
}

export const usageEvent = eventFields.superRefine(judgeEvent).meta({ id: "UsageEvent" });

/** Events are parsed one by one: each stands alone (R19). */
const anyEvent = z.unknown();
documented.set(anyEvent, usageEvent);

export const ingestBody = z.strictObject({
  events: z.array(anyEvent).min(1).max(EVENTS_MAX),
  figures: z.boolean().optional().describe("false leaves `budgets` out"),
});

const recordedFields = {
  idempotencyKey: z.string(),
  ledgerEntryIds: z.array(z.string()),
  entityIds: z.array(z.string()).describe("The kept set, leaf first"),
  budgets: z.array(nodeAnswer).optional().describe("Every budget that it moved, as it stands now"),
  unresolved: z.array(unresolvedAnswer),
  problem: z.null(),
};

export const ingestResult = z
  .discriminatedUnion("status", [
    z.strictObject({ status: z.literal("accepted"), ...recordedFields }),
    z.strictObject({ status: z.literal("duplicate"), ...recordedFields }),
    z.strictObject({
      status: z.literal("rejected"),
      idempotencyKey: z.string(),
      problem: z.strictObject({ code: problemCodeSchema, status: z.int(), path: z.string(), detail: z.string() }),
    }),
  ])
  .meta({ id: "IngestResult" });

export const ingestAnswer = z.strictObject({ data: z.array(ingestResult), position: z.string() });
