// Ledger entries, denials, the audit log and verify on the wire (R13, R23, R25, R42, R44).
import { z } from "zod";
import { denialExplanation, entryExplanation } from "./explanation.ts";
import { pageQuery } from "./page.ts";
import { idSchema, instantAnswer, instantSchema, metadataSchema, opaqueSchema } from "./wire-text.ts";

const entryKind = z.enum(["ingest", "consume", "commit", "correction", "hold", "extend", "split", "release", "expire"]);

export const listLedgerQuery = z.strictObject({
  ...pageQuery,
  entityId: idSchema.optional().describe("Entries whose kept set holds it"),
  capabilityId: idSchema.optional(),
  from: instantSchema.optional().describe("Timestamps from here on"),
  to: instantSchema.optional().describe("Timestamps before this"),
  kind: entryKind.optional(),
});

export const entryPath = z.strictObject({ customerId: idSchema, entryId: idSchema });
export const voidBody = z.strictObject({ metadata: metadataSchema.optional() });

const entryFields = {
  id: z.string(),
  position: z.string(),
  kind: entryKind,
  capabilityId: z.string(),
  amount: z.number().describe("Use; 0 on entries that only change what is held"),
  held: z.number().describe("Signed change of what is held"),
  timestamp: instantAnswer,
  recordedAt: instantAnswer,
  resolvedEntityIds: z.array(z.string()),
  dimensions: z.record(z.string(), z.string()).nullable(),
  entityIds: z.array(z.string()).nullable(),
  metadata: z.record(z.string(), z.string()).nullable(),
  correctsEntryId: z.string().nullable(),
  reservationId: z.string().nullable(),
  idempotencyKey: z.string().nullable(),
};

export const ledgerEntryAnswer = z.strictObject(entryFields).meta({ id: "LedgerEntry" });

export const explainedEntryAnswer = z
  .strictObject({
    ...entryFields,
    explanation: entryExplanation
      .nullable()
      .describe(
        "null: more entries than an explanation may read lie between the entry and the start of its budgets' periods",
      ),
  })
  .meta({ id: "ExplainedEntry" });

export const listDenialsQuery = z.strictObject({
  entityId: idSchema.optional(),
  capabilityId: idSchema.optional(),
  requestId: opaqueSchema.optional().describe("Records with this request among their last ten, and its explanation"),
});

const denialAnswer = z.strictObject({
  at: instantAnswer,
  requestId: z.string(),
  requestedUsage: z.number(),
  currentUsage: z.number(),
  heldUsage: z.number(),
  usageLimit: z.number(),
  reason: z.string(),
});

const denialRecordAnswer = z
  .strictObject({
    entityId: z.string(),
    capabilityId: z.string(),
    assignmentId: z.string(),
    scopeEntityIds: z.array(z.string()),
    cadence: z.string().nullable(),
    usagePeriodStart: instantAnswer.nullable(),
    usagePeriodEnd: instantAnswer.nullable(),
    count: z.int(),
    firstAt: instantAnswer,
    lastAt: instantAnswer,
    recent: z.array(denialAnswer).describe("The last ten"),
  })
  .meta({ id: "DenialRecord" });

export const listDenialsAnswer = z.strictObject({
  data: z.array(denialRecordAnswer),
  explanations: z
    .array(denialExplanation)
    .optional()
    .describe(
      "With requestId: one for each decision of the request that these records tell of, none where it can't be told any more",
    ),
});

const catalogKind = z.enum([
  "environment",
  "apiKey",
  "revokedToken",
  "entityType",
  "capability",
  "customer",
  "entity",
  "assignment",
  "limitRequest",
  "exception",
]);

const auditKind = z.enum([...catalogKind.options, "repair"]);

export const listAuditLogQuery = z.strictObject({
  ...pageQuery,
  customerId: idSchema.optional(),
  kind: auditKind.optional(),
});

const rowAnswer = z.record(z.string(), z.unknown()).nullable();

export const auditEntryAnswer = z
  .strictObject({
    number: z.int(),
    at: instantAnswer,
    position: z.string(),
    actor: z.string(),
    customerId: z.string().nullable(),
    kind: auditKind,
    subjectId: z.string(),
    before: rowAnswer,
    after: rowAnswer,
  })
  .meta({ id: "AuditEntry" });

export const verifyBody = z.strictObject({ repair: z.boolean().optional() });

const figureAnswer = z.strictObject({
  currentUsage: z.number(),
  heldUsage: z.number(),
  uncarved: z.number().describe("Used or held past what is carved out of the budget"),
  excess: z.number().describe("What carved limits are exceeded by"),
});

export const verifyAnswer = z
  .strictObject({
    entries: z.int(),
    counters: z.int(),
    drifted: z.array(
      z.strictObject({
        store: z.enum(["durable", "live"]),
        assignmentId: z.string(),
        entityId: z.string(),
        capabilityId: z.string(),
        usagePeriodStart: instantAnswer.nullable(),
        counted: figureAnswer,
        ledger: figureAnswer,
      }),
    ),
    driftedCount: z.int(),
    repaired: z.int(),
    position: z.string(),
  })
  .meta({ id: "Verification" });
