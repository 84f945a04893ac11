// Consume and reservations on the wire (R24–R31).
import { z } from "zod";
import { decisionFields, NAMING_ADVICE, namesOnce } from "./check.ts";
import { BATCH_ITEMS_MAX, EVENT_ITEMS_MAX, TTL_MAX_MS, TTL_MIN_MS } from "./limits.ts";
import { pageQuery } from "./page.ts";
import {
  amountSchema,
  dimensionsSchema,
  entityIdsSchema,
  idempotencyKeySchema,
  idSchema,
  instantAnswer,
  metadataSchema,
} from "./wire-text.ts";

const naming = { dimensions: dimensionsSchema.optional(), entityIds: entityIdsSchema.optional() };
const recorded = {
  idempotencyKey: idempotencyKeySchema,
  strict: z.boolean().optional(),
  metadata: metadataSchema.optional(),
};
const ttlSchema = z
  .int()
  .min(TTL_MIN_MS)
  .max(TTL_MAX_MS)
  .optional()
  .describe("Milliseconds; five minutes when left out");

interface Asked {
  readonly capabilityId?: string | undefined;
  readonly items?: readonly { readonly capabilityId: string }[] | undefined;
}

type Refuse = (message: string, ...path: (string | number)[]) => void;

const refuserOf =
  (context: z.RefinementCtx): Refuse =>
  (message, ...path) =>
    context.addIssue({ code: "custom", message, path });

/** What is asked is said once: one capability with its amount, or items, each capability once (R29). */
function judgeAsked(asked: Asked, amountField: string, refuse: Refuse): void {
  const amount = (asked as Record<string, unknown>)[amountField];
  if (asked.items === undefined) {
    if (asked.capabilityId === undefined) refuse(`Send capabilityId and ${amountField}, or items.`, "capabilityId");
    else if (amount === undefined) refuse("Say how much.", amountField);
    return;
  }
  if (asked.capabilityId !== undefined) refuse("With items, leave capabilityId out.", "capabilityId");
  if (amount !== undefined) refuse(`With items, leave ${amountField} out.`, amountField);
  judgeOnce(asked.items, refuse);
}

function judgeOnce(items: readonly { readonly capabilityId: string }[], refuse: Refuse): void {
  const seen = new Set<string>();
  for (const [index, { capabilityId }] of items.entries()) {
    if (seen.has(capabilityId)) refuse("Each capability once: add the amounts up.", "items", index, "capabilityId");
    seen.add(capabilityId);
  }
}

const itemsOf = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).max(EVENT_ITEMS_MAX);

export const consumeBody = z
  .strictObject({
    capabilityId: idSchema.optional(),
    requestedUsage: amountSchema.optional(),
    items: itemsOf(z.strictObject({ capabilityId: idSchema, requestedUsage: amountSchema })).optional(),
    ...naming,
    ...recorded,
  })
  .superRefine((body, context) => {
    const refuse = refuserOf(context);
    if (!namesOnce(body)) refuse(NAMING_ADVICE);
    judgeAsked(body, "requestedUsage", refuse);
  });

const minAmountSchema = amountSchema.optional().describe("The most that is available from here up to amount is held");

export const reserveBody = z
  .strictObject({
    capabilityId: idSchema.optional(),
    amount: amountSchema.optional(),
    minAmount: minAmountSchema,
    items: itemsOf(
      z.strictObject({ capabilityId: idSchema, amount: amountSchema, minAmount: minAmountSchema }),
    ).optional(),
    ...naming,
    ttlMs: ttlSchema,
    ...recorded,
  })
  .superRefine((body, context) => {
    const refuse = refuserOf(context);
    if (!namesOnce(body)) refuse(NAMING_ADVICE);
    judgeAsked(body, "amount", refuse);
    if (body.items !== undefined && body.minAmount !== undefined) {
      refuse("With items, each names its own minAmount.", "minAmount");
    }
  });

const amountItems = itemsOf(z.strictObject({ capabilityId: idSchema, amount: amountSchema })).optional();

function judgeAmountOrItems(body: { amount?: unknown; items?: Asked["items"] }, context: z.RefinementCtx): void {
  const refuse = refuserOf(context);
  if (body.items === undefined) return;
  if (body.amount !== undefined) refuse("Send amount or items, not both.", "amount");
  judgeOnce(body.items, refuse);
}

export const commitBody = z
  .strictObject({
    amount: amountSchema.optional().describe("What was really used; what is held when left out"),
    items: amountItems,
    metadata: metadataSchema.optional(),
  })
  .superRefine(judgeAmountOrItems);

export const extendBody = z
  .strictObject({
    ttlMs: ttlSchema.describe("From now on, in milliseconds; at most a day after opening"),
    amount: amountSchema.optional().describe("The new total"),
    items: amountItems,
  })
  .superRefine((body, context) => {
    judgeAmountOrItems(body, context);
    if (body.ttlMs === undefined && body.amount === undefined && body.items === undefined) {
      refuserOf(context)("Send ttlMs, amount or items.");
    }
  });

export const splitBody = z
  .strictObject({
    amount: amountSchema.optional(),
    items: amountItems,
    ...naming,
    ttlMs: ttlSchema,
    idempotencyKey: idempotencyKeySchema,
    metadata: metadataSchema.optional(),
  })
  .superRefine((body, context) => {
    judgeAmountOrItems(body, context);
    const refuse = refuserOf(context);
    if (!namesOnce(body)) refuse(NAMING_ADVICE);
    if (body.amount === undefined && body.items === undefined) refuse("Say how much to split off.", "amount");
  });

export const reservationPath = z.strictObject({ customerId: idSchema, reservationId: idSchema });

const stateSchema = z.enum(["open", "committed", "released", "expired"]);

export const listReservationsQuery = z.strictObject({
  ...pageQuery,
  state: stateSchema.optional(),
  entityId: idSchema.optional().describe("Holds in whose kept set it is"),
});

export const releaseReservationsBody = z
  .strictObject({
    ids: z.array(idSchema).min(1).max(BATCH_ITEMS_MAX).optional(),
    entityId: idSchema.optional().describe("All open holds in whose kept set it is"),
  })
  .refine(({ ids, entityId }) => (ids === undefined) !== (entityId === undefined), {
    error: "Send ids or entityId, exactly one of them.",
  });

export const reservationAnswer = z
  .strictObject({
    id: z.string(),
    state: stateSchema,
    items: z.array(
      z.strictObject({
        capabilityId: z.string(),
        amount: z.number().describe("What was held last"),
        committed: z.number().nullable(),
        overage: z.number(),
      }),
    ),
    dimensions: z.record(z.string(), z.string()).nullable(),
    entityIds: z.array(z.string()).nullable().describe("As sent, where no dimensions were"),
    metadata: z.record(z.string(), z.string()).nullable(),
    expiresAt: instantAnswer,
    openedAt: instantAnswer,
    parentId: z.string().nullable().describe("The reservation that it was split from"),
    late: z.boolean().optional().describe("Committed after it had been released or had expired"),
    duplicate: z.boolean().optional().describe("A repeat: this is the first answer"),
  })
  .meta({ id: "Reservation" });

export const consumeAnswer = z
  .strictObject({
    ...decisionFields,
    ledgerEntryIds: z.array(z.string()).optional().describe("When counted"),
    duplicate: z.boolean().optional().describe("A repeat: counted before, figures are those of now"),
  })
  .meta({ id: "Consumption" });

export const reserveAnswer = z
  .strictObject({
    ...decisionFields,
    reservation: reservationAnswer.nullable().describe("null when denied"),
  })
  .meta({ id: "ReservationDecision" });
