// Governance documents on the wire and in files: the catalog as a whole, applied in one atomic step (R4, R7, R11).
import { z } from "zod";
import { assignmentItem, defaultAssignmentItem } from "./assignment.ts";
import { capabilityItem } from "./capability.ts";
import { customerItem } from "./customer.ts";
import { entityItem } from "./entity.ts";
import { entityTypeItem } from "./entity-type.ts";
import { BATCH_ITEMS_MAX, DEFAULT_ASSIGNMENTS_MAX, GOVERNANCE_ITEMS_MAX } from "./limits.ts";
import { idSchema } from "./wire-text.ts";

const manyOf = <Item extends z.ZodType>(item: Item) => z.array(item).max(GOVERNANCE_ITEMS_MAX).optional();
const fewOf = <Item extends z.ZodType>(item: Item) => z.array(item).max(BATCH_ITEMS_MAX).optional();
const version = z.int().min(0);

/** What goes is named with the version that whoever decides has seen. */
const gone = z.strictObject({ id: idSchema, ifVersion: version.optional() });

const defaultsChange = z.strictObject({
  entityTypeId: idSchema,
  assignments: z
    .array(defaultAssignmentItem.extend({ ifVersion: version.optional() }))
    .max(DEFAULT_ASSIGNMENTS_MAX)
    .optional()
    .describe("Made, or put in the place of the default with the same natural key; the others stay"),
  deletes: z.array(gone).max(DEFAULT_ASSIGNMENTS_MAX).optional(),
});

const customerChange = customerItem.extend({
  unarchiveEntityIds: manyOf(idSchema),
  entities: manyOf(entityItem),
  defaultAssignments: fewOf(defaultsChange),
  assignments: manyOf(assignmentItem),
  deleteAssignments: manyOf(gone),
  archiveEntities: manyOf(gone),
});

export const applyGovernanceBody = z.strictObject({
  dryRun: z.boolean().optional().describe("Judge everything, write nothing"),
  unarchiveEntityTypeIds: fewOf(idSchema),
  entityTypes: fewOf(entityTypeItem),
  capabilities: fewOf(capabilityItem),
  defaultAssignments: fewOf(defaultsChange),
  customers: manyOf(customerChange),
  archiveEntityTypeIds: fewOf(idSchema),
});

export const applyGovernanceAnswer = z.strictObject({
  changes: z.int().describe("Rows of the catalog that were made, changed, archived or deleted"),
  dryRun: z.boolean(),
});

const fileDefault = defaultAssignmentItem.extend({ entityTypeId: idSchema });
const fileAssignment = assignmentItem
  .omit({ id: true, ifVersion: true })
  .extend({ entityId: idSchema, capabilityId: idSchema, cadence: assignmentItem.shape.cadence.unwrap() });

const fileCustomer = customerItem.extend({
  entities: manyOf(entityItem.omit({ ifVersion: true })),
  defaultAssignments: manyOf(fileDefault),
  assignments: manyOf(fileAssignment),
});

/** A governance file: lists of what upserts take, under the names of the API. */
export const governanceFile = z.strictObject({
  entityTypes: fewOf(entityTypeItem),
  capabilities: fewOf(capabilityItem),
  defaultAssignments: manyOf(fileDefault),
  customers: manyOf(fileCustomer),
});
