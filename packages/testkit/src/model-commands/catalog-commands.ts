// Catalog commands: entity types, settings, customers, entities with moves, archives and what archives give back.
import fc from "fast-check";
import { type Command, call } from "./command.ts";
import {
  anchor,
  CAPABILITIES,
  CUSTOMERS,
  customerId,
  entityId,
  maybe,
  TYPES,
  timeZone,
  typeOf,
  withoutGaps,
} from "./world.ts";

const KEYS = ["orgId", "teamId", "home", "userId", "agentId", "model", "region"] as const;
const METADATA = [{ a: "1" }, { a: "" }, { b: "2", a: "1" }] as const;
const ITEMS_MAX = 4;

const metadata = fc.constantFrom(...METADATA);
const displayName = fc.constantFrom("x", "y", null);
const version = fc.nat(3);

export const entityType = fc
  .record({
    id: fc.constantFrom(...TYPES, "region"),
    displayName: maybe(fc.constantFrom("X", "Y"), 8),
    description: maybe(displayName),
    attributionKeys: maybe(fc.uniqueArray(fc.constantFrom(...KEYS), { maxLength: 2 })),
    autoProvision: maybe(fc.constantFrom(null, {}, { parentFrom: "home" }, { parentFrom: "teamId" })),
    maxOpenReservations: maybe(fc.constantFrom(0, 2, 3, null)),
  })
  .map(withoutGaps);

const typeCommand = fc.oneof(
  fc
    .uniqueArray(entityType, { minLength: 1, maxLength: 2, selector: ({ id }) => id })
    .map((entityTypes) => call("upsertEntityTypes", { entityTypes })),
  fc
    .tuple(fc.constantFrom("archiveEntityTypes", "unarchiveEntityTypes"), fc.constantFrom(...TYPES, "region"))
    .map(([operation, id]) => call(operation, { ids: [id] })),
);

export const capability = fc
  .record({
    id: fc.constantFrom(...CAPABILITIES, "calls"),
    kind: maybe(fc.constantFrom("feature", "currency"), 4),
    displayName: maybe(fc.constantFrom("X", "Y"), 8),
    unitSingular: maybe(displayName),
    scale: maybe(fc.constantFrom(0, 2, 6)),
  })
  .map(withoutGaps);

const capabilityCommand = capability.map((item) => call("upsertCapabilities", { capabilities: [item] }));

/** Not in a shared installation, where only the root key may. */
export const settingsCommand: fc.Arbitrary<Command> = fc
  .record({
    id: fc.constant("live"),
    strict: maybe(fc.boolean()),
    provisionLimit: maybe(fc.nat(3)),
    maxLatenessDays: maybe(fc.constantFrom(1, 35, 400)),
  })
  .map((settings) => call("upsertEnvironment", withoutGaps(settings)));

export const customer = fc
  .record({
    id: fc.constantFrom(...CUSTOMERS),
    displayName: maybe(displayName),
    timeZone: maybe(fc.oneof(timeZone, fc.constant(null)), 4),
    anchor: maybe(anchor, 4),
    metadata: maybe(metadata),
  })
  .map(withoutGaps);

const customerCommand = fc.oneof(
  {
    arbitrary: fc
      .uniqueArray(customer, { minLength: 1, maxLength: 2, selector: ({ id }) => id })
      .map((customers) => call("upsertCustomers", { customers })),
    weight: 3,
  },
  { arbitrary: customerId.map((id) => call("archiveCustomer", { customerId: id })), weight: 1 },
  { arbitrary: customerId.map((id) => call("unarchiveCustomer", { customerId: id })), weight: 2 },
);

export const entity = fc
  .record({
    id: entityId,
    type: fc.oneof(
      { arbitrary: fc.constant("its own"), weight: 20 },
      { arbitrary: fc.constantFrom("left out", "another"), weight: 3 },
    ),
    displayName: maybe(displayName),
    metadata: maybe(metadata),
    parentId: maybe(fc.oneof({ arbitrary: entityId, weight: 5 }, { arbitrary: fc.constant(null), weight: 1 }), 8),
    ifVersion: maybe(version),
  })
  .map(({ type, ...item }): Record<string, unknown> => {
    const entityTypeId = type === "its own" ? typeOf(item.id) : "team";
    return { ...withoutGaps(item), ...(type === "left out" ? {} : { entityTypeId }) };
  });

const someEntityIds = fc.uniqueArray(entityId, { minLength: 1, maxLength: 2 });

const entityCommand = fc.oneof(
  {
    arbitrary: fc
      .tuple(customerId, fc.uniqueArray(entity, { minLength: 1, maxLength: ITEMS_MAX, selector: ({ id }) => id }))
      .map(([id, entities]) => call("upsertEntities", { customerId: id, entities })),
    weight: 4,
  },
  {
    arbitrary: fc
      .tuple(customerId, fc.array(entity, { minLength: 1, maxLength: ITEMS_MAX }))
      .map(([id, entities]) => call("upsertEntities", { customerId: id, entities })),
    weight: 1,
  },
);

const archiveCommand = fc
  .tuple(fc.constantFrom("archiveEntities", "unarchiveEntities"), customerId, someEntityIds, maybe(fc.boolean(), 8))
  .map(([operation, id, ids, cascade]) => call(operation, withoutGaps({ customerId: id, ids, cascade })));

export const catalogCommand: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: entityCommand, weight: 8 },
  { arbitrary: archiveCommand, weight: 4 },
  { arbitrary: customerCommand, weight: 3 },
  { arbitrary: typeCommand, weight: 1 },
  { arbitrary: capabilityCommand, weight: 1 },
);
