// Customers on the wire (R12, R14).
import { z } from "zod";
import { BATCH_ITEMS_MAX, SEARCH_LENGTH_MAX } from "./limits.ts";
import { pageQuery } from "./page.ts";
import {
  booleanQuery,
  displayNameSchema,
  idSchema,
  instantAnswer,
  instantSchema,
  metadataSchema,
  timeZoneSchema,
} from "./wire-text.ts";

export const customerItem = z.strictObject({
  id: idSchema,
  displayName: displayNameSchema.nullable().optional(),
  timeZone: timeZoneSchema.nullable().optional().describe("IANA; budgets that name none follow it"),
  anchor: instantSchema.nullable().optional().describe("The day its billing turns"),
  metadata: metadataSchema.optional().describe('A patch; "" deletes a key'),
});

export const upsertCustomersBody = z.strictObject({ customers: z.array(customerItem).min(1).max(BATCH_ITEMS_MAX) });

export const listCustomersQuery = z.strictObject({
  ...pageQuery,
  search: z.string().max(SEARCH_LENGTH_MAX).optional().describe("Part of id or display name, in any case"),
  includeArchived: booleanQuery.optional(),
});

export const customerPath = z.strictObject({ customerId: idSchema });

export const customerAnswer = z
  .strictObject({
    id: z.string(),
    displayName: z.string().nullable(),
    timeZone: z.string().nullable(),
    anchor: instantAnswer.nullable(),
    metadata: z.record(z.string(), z.string()),
    archivedAt: instantAnswer.nullable(),
    createdAt: instantAnswer,
  })
  .meta({ id: "Customer" });
