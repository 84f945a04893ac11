// Read commands: what stands, asked in the middle of a sequence and, whole, at its end.
import fc from "fast-check";
import { type Command, call, madeId } from "./command.ts";
import { CUSTOMERS, capabilityId, customerId, ENTITY_IDS, entityId, maybe, TYPES, withoutGaps } from "./world.ts";

const PAGE_MAX = 100;

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
  ...TYPES.map((id) => call("getCustomerDefaultAssignments", { customerId: customer, id })),
  ...["tokens", "credits"].map((capability) =>
    call("check", { customerId: customer, capabilityId: capability, requestedUsage: 0, entityIds: [...ENTITY_IDS] }),
  ),
];

export const ALL_READS: readonly Command[] = [
  call("listEntityTypes", { includeArchived: true }),
  call("listCapabilities", {}),
  call("listCustomers", { includeArchived: true }),
  ...TYPES.map((id) => call("getDefaultAssignments", { id })),
  ...CUSTOMERS.flatMap(readsOf),
];
