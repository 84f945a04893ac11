// Governance commands: documents of a few parts, of which one or another is bad, stale or named twice.
import fc from "fast-check";
import { assignmentItem, defaultItem, placedId } from "./assignment-commands.ts";
import { capability, customer, entity, entityType } from "./catalog-commands.ts";
import { type Command, call } from "./command.ts";
import {
  anchor,
  CAPABILITIES,
  CUSTOMERS,
  cadence,
  entityId,
  maybe,
  TYPES,
  timeZone,
  typeOf,
  usageLimit,
  withoutGaps,
} from "./world.ts";

const LIST_MAX = 2;
const VERSION_MAX = 3;

/** One or two of them, now and then none. */
const some = <Item>(item: fc.Arbitrary<Item>): fc.Arbitrary<Item[]> =>
  fc.oneof(
    { arbitrary: fc.array(item, { minLength: 1, maxLength: LIST_MAX }), weight: 12 },
    { arbitrary: fc.constant<Item[]>([]), weight: 1 },
  );

/** What is refused most of the time stands in few documents: the others have to get further. */
const seldom = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof(
    { arbitrary: fc.constant(undefined), weight: 15 },
    { arbitrary: arbitrary as fc.Arbitrary<Value | undefined>, weight: 1 },
  );

const ifVersion = seldom(fc.nat(VERSION_MAX));
const gone = (id: fc.Arbitrary<string>): fc.Arbitrary<Record<string, unknown>> =>
  fc.record({ id, ifVersion }).map(withoutGaps);

const typeId = fc.oneof(
  { arbitrary: fc.constant("user"), weight: 30 },
  { arbitrary: fc.constantFrom(...TYPES), weight: 10 },
  { arbitrary: fc.constant("region"), weight: 1 },
);

/** Sound for itself, as long as what every sequence opens with is there. */
const sound = { capabilityId: fc.constantFrom(...CAPABILITIES), cadence, usageLimit };
const soundEntity = fc
  .tuple(entityId, fc.constantFrom("o1", "t1", "u1"), maybe(fc.constantFrom("x", null)))
  .map(([id, parentId, displayName]) => {
    const isBelow = TYPES.indexOf(typeOf(id) as "org") > TYPES.indexOf(typeOf(parentId) as "org");
    return withoutGaps({ id, entityTypeId: typeOf(id), displayName, parentId: isBelow ? parentId : undefined });
  });
const soundAssignment = fc.record({ entityId: fc.constantFrom("o1", "t1", "u1", "a1", "m1"), ...sound });
/** Few of them, so that a later document meets the defaults of one before it. */
const soundDefault = fc
  .record({
    capabilityId: fc.constant("tokens"),
    cadence: fc.constantFrom("P1D", null),
    usageLimit,
    timeZone: maybe(timeZone, 4),
    anchor: maybe(anchor),
  })
  .map(withoutGaps);

const mostly = (
  most: fc.Arbitrary<Record<string, unknown>>,
  any: fc.Arbitrary<Record<string, unknown>>,
): fc.Arbitrary<Record<string, unknown>> => fc.oneof({ arbitrary: most, weight: 3 }, { arbitrary: any, weight: 1 });

const seenDefault = fc
  .tuple(mostly(soundDefault, defaultItem), ifVersion)
  .map(([item, version]) => withoutGaps({ ...item, ifVersion: version }));

const defaults = fc
  .record({ entityTypeId: typeId, assignments: maybe(some(seenDefault), 12), deletes: seldom(some(gone(placedId))) })
  .map(withoutGaps);

const lists = fc
  .record({
    unarchiveEntityIds: seldom(some(entityId)),
    entities: maybe(some(mostly(soundEntity, entity)), 4),
    defaultAssignments: maybe(some(defaults), 4),
    assignments: maybe(some(mostly(soundAssignment, assignmentItem)), 3),
    deleteAssignments: seldom(some(gone(placedId))),
    archiveEntities: maybe(some(gone(entityId)), 1),
  })
  .map(withoutGaps);

const ofCustomer = fc
  .tuple(customer, maybe(fc.constantFrom(...CUSTOMERS)), lists)
  .map(([fields, id = CUSTOMERS[0], its]): Record<string, unknown> => ({ ...fields, ...its, id }));

const customers = fc.oneof(
  { arbitrary: fc.tuple(ofCustomer), weight: 8 },
  { arbitrary: fc.uniqueArray(ofCustomer, { maxLength: LIST_MAX, selector: (each) => each.id }), weight: 3 },
  { arbitrary: fc.array(ofCustomer, { maxLength: LIST_MAX }), weight: 1 },
);

export const governanceCommand: fc.Arbitrary<Command> = fc
  .record({
    dryRun: maybe(fc.boolean()),
    unarchiveEntityTypeIds: seldom(some(typeId)),
    entityTypes: maybe(fc.tuple(entityType)),
    capabilities: seldom(fc.tuple(capability)),
    defaultAssignments: maybe(some(defaults), 4),
    customers: maybe(customers, 16),
    archiveEntityTypeIds: seldom(some(typeId)),
  })
  .map((document) => call("applyGovernance", withoutGaps(document)));
