// Read commands: what stands, asked in the middle of a sequence and, whole, at its end.
import fc from "fast-check";
import { type Command, call, madeId } from "./command.ts";
import { CUSTOMERS, capabilityId, customerId, ENTITY_IDS, entityId, maybe, TYPES, withoutGaps } from "./world.ts";

const PAGE_MAX = 100;

const sortBy = fc.constantFrom(
  "utilization",
  "currentUsage",
  "usageLimit",
  "available",
  "scopeSize",
  "id",
  "createdAt",
);
const MANY_ROWS = 1_000;

/** Filters meet each other half of the time. */
const tree = fc
  .record({
    customerId,
    capabilityIds: maybe(fc.array(capabilityId, { maxLength: 2 })),
    entityTypeIds: maybe(fc.uniqueArray(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 3 }), 2),
    scope: maybe(fc.constantFrom("all", "nodeWide", "scoped"), 2),
    minUtilization: maybe(fc.constantFrom(0, "0.25", 0.5, 1), 1),
    search: maybe(fc.constantFrom("1", "A", "u", "_"), 1),
    subtreeOf: maybe(entityId, 1),
    maxDepth: maybe(fc.nat(3), 1),
    include: maybe(fc.constant("entities"), 4),
    sortBy: maybe(sortBy, 8),
    order: maybe(fc.constantFrom("asc", "desc"), 4),
    limit: fc.constantFrom(3, 20, MANY_ROWS),
  })
  .map((input) => call("queryTree", withoutGaps(input)));

const lists = fc
  .record({
    operation: fc.constantFrom("listEntities", "listAssignments", "listLedger", "listDenials"),
    customerId,
    entityId: maybe(entityId),
    capabilityId: maybe(capabilityId),
    includeArchived: maybe(fc.boolean()),
  })
  .map(({ operation, includeArchived, entityId: id, capabilityId: capability, ...input }) =>
    operation === "listEntities"
      ? call(operation, withoutGaps({ ...input, parentId: id, includeArchived }))
      : call(operation, withoutGaps({ ...input, entityId: id, capabilityId: capability })),
  );

export const readCommand: fc.Arbitrary<Command> = fc.oneof(
  lists,
  tree,
  fc.record({ customerId, entityId }).map((input) => call("getEntity", input)),
  fc
    .tuple(customerId, fc.nat(PAGE_MAX))
    .map(([id, place]) => call("getLedgerEntry", { customerId: id, entryId: madeId("entry", place) })),
  customerId.map((id) => call("getCustomer", { customerId: id })),
);

/** Everything that both can tell of a customer: its rows, and every budget of every entity. */
export const readsOf = (customer: string): Command[] => [
  call("getCustomer", { customerId: customer }),
  call("listEntities", { customerId: customer, includeArchived: true, limit: PAGE_MAX }),
  call("listAssignments", { customerId: customer, limit: PAGE_MAX }),
  call("listLedger", { customerId: customer, limit: PAGE_MAX }),
  call("listDenials", { customerId: customer }),
  call("listReservations", { customerId: customer, limit: PAGE_MAX }),
  call("listExceptions", { customerId: customer, limit: PAGE_MAX }),
  call("listLimitRequests", { customerId: customer, limit: PAGE_MAX }),
  call("queryTree", { customerId: customer, include: "entities", sortBy: "id", limit: MANY_ROWS }),
  ...["currentUsage", "createdAt"].map((by) => call("queryTree", { customerId: customer, sortBy: by, order: "desc" })),
  ...TYPES.map((id) => call("getCustomerDefaultAssignments", { customerId: customer, id })),
  ...["tokens", "credits"].map((capability) =>
    call("check", { customerId: customer, capabilityId: capability, requestedUsage: 0, entityIds: [...ENTITY_IDS] }),
  ),
];

/** Shows the id of every assignment and default, in an order that both have. */
export const ASSIGNMENT_READS: readonly Command[] = [
  ...TYPES.map((id) => call("getDefaultAssignments", { id })),
  ...CUSTOMERS.flatMap((customer) => [
    call("listAssignments", { customerId: customer, limit: PAGE_MAX }),
    ...TYPES.map((id) => call("getCustomerDefaultAssignments", { customerId: customer, id })),
  ]),
];

export const ALL_READS: readonly Command[] = [
  call("listEntityTypes", { includeArchived: true }),
  call("listCapabilities", {}),
  call("listCustomers", { includeArchived: true }),
  ...TYPES.map((id) => call("getDefaultAssignments", { id })),
  ...CUSTOMERS.flatMap(readsOf),
];
