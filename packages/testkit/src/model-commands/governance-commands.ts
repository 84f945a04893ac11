// Governance commands: documents of a few parts, of which one or another is bad, stale or named twice.
import fc from "fast-check";
import { assignmentItem, defaultItem, placedId } from "./assignment-commands.ts";
import { capability, customer, entity, entityType } from "./catalog-commands.ts";
import { type Command, call } from "./command.ts";
import { entityId, maybe, TYPES, withoutGaps } from "./world.ts";

const LIST_MAX = 2;
const VERSION_MAX = 3;

const few = <Item>(item: fc.Arbitrary<Item>, most = LIST_MAX): fc.Arbitrary<Item[]> =>
  fc.array(item, { maxLength: most });

const ifVersion = maybe(fc.nat(VERSION_MAX));
const gone = (id: fc.Arbitrary<string>): fc.Arbitrary<Record<string, unknown>> =>
  fc.record({ id, ifVersion }).map(withoutGaps);

const typeId = fc.constantFrom(...TYPES);
const someTypeIds = few(fc.constantFrom(...TYPES, "region"));

/** What it does to a default needs no version most of the time. */
const seenDefault = fc
  .tuple(defaultItem, ifVersion)
  .map(([item, version]) => withoutGaps({ ...item, ifVersion: version }));

const defaults = fc
  .record({
    entityTypeId: fc.oneof({ arbitrary: typeId, weight: 30 }, { arbitrary: fc.constant("region"), weight: 1 }),
    assignments: maybe(few(seenDefault), 12),
    deletes: maybe(few(gone(placedId))),
  })
  .map(withoutGaps);

const ofCustomer = fc
  .tuple(
    customer,
    fc.record({
      unarchiveEntityIds: maybe(few(entityId)),
      entities: maybe(few(entity), 4),
      defaultAssignments: maybe(few(defaults), 2),
      assignments: maybe(few(assignmentItem), 4),
      deleteAssignments: maybe(few(gone(placedId))),
      archiveEntities: maybe(few(gone(entityId))),
    }),
  )
  .map(([fields, lists]): Record<string, unknown> => ({ ...fields, ...withoutGaps(lists) }));

const customers = fc.oneof(
  { arbitrary: fc.uniqueArray(ofCustomer, { maxLength: LIST_MAX, selector: ({ id }) => id }), weight: 12 },
  { arbitrary: few(ofCustomer), weight: 1 },
);

export const governanceCommand: fc.Arbitrary<Command> = fc
  .record({
    dryRun: maybe(fc.boolean()),
    unarchiveEntityTypeIds: maybe(someTypeIds),
    entityTypes: maybe(few(entityType, 1)),
    capabilities: maybe(few(capability, 1)),
    defaultAssignments: maybe(few(defaults), 2),
    customers: maybe(customers, 12),
    archiveEntityTypeIds: maybe(someTypeIds, 1),
  })
  .map((document) => call("applyGovernance", withoutGaps(document)));
