// Assignment commands: limits made, changed, re-keyed and deleted, and the defaults of both levels.
import fc from "fast-check";
import { type Command, call, madeId } from "./command.ts";
import {
  anchor,
  cadence,
  capabilityId,
  customerId,
  entityId,
  fraction,
  maybe,
  TYPES,
  timeZone,
  usageLimit,
  withoutGaps,
} from "./world.ts";

const PLACES = 12;
const LIST_MAX = 3;

const scope = fc.uniqueArray(entityId, { maxLength: 2 });
const someLimit = fc.oneof({ arbitrary: usageLimit, weight: 9 }, { arbitrary: fraction, weight: 1 });
export const placedId = fc.nat(PLACES).map((place) => madeId("assignment", place));

/** Mostly hard; an overage limit where there may be none now and then. */
const enforcing = fc.oneof(
  { arbitrary: fc.constant({}), weight: 10 },
  { arbitrary: fc.constantFrom("hard", "soft", "shadow").map((enforcement) => ({ enforcement })), weight: 4 },
  {
    arbitrary: fc.constantFrom(0, 3, 10, null).map((overageLimit) => ({ enforcement: "soft", overageLimit })),
    weight: 3,
  },
  { arbitrary: fc.constantFrom(3, null, 0.5).map((overageLimit) => ({ overageLimit })), weight: 1 },
);

const enforced = (item: fc.Arbitrary<Record<string, unknown>>): fc.Arbitrary<Record<string, unknown>> =>
  fc.tuple(item, enforcing).map(([fields, its]) => ({ ...fields, ...its }));

const rule = { scopeEntityIds: maybe(scope, 2), anchor: maybe(anchor), timeZone: maybe(timeZone) };

const byKey = fc
  .record({
    entityId,
    capabilityId,
    cadence,
    usageLimit: maybe(someLimit, 40),
    ...rule,
    countFrom: maybe(fc.constantFrom("now", "period")),
    ifVersion: maybe(fc.nat(2)),
  })
  .map(withoutGaps);

const byId = fc
  .record({
    id: placedId,
    cadence: maybe(cadence, 2),
    usageLimit: maybe(someLimit, 3),
    ...rule,
    entityId: maybe(entityId),
    ifVersion: maybe(fc.nat(2)),
  })
  .map(withoutGaps);

const allocated = fc.oneof(
  { arbitrary: fc.constant({}), weight: 15 },
  { arbitrary: fc.constantFrom("carved", "shared").map((allocation) => ({ allocation })), weight: 1 },
);

export const assignmentItem: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  { arbitrary: fc.tuple(enforced(byKey), allocated).map(([item, its]) => ({ ...item, ...its })), weight: 3 },
  { arbitrary: enforced(byId), weight: 1 },
);

const items = fc.array(assignmentItem, { minLength: 1, maxLength: LIST_MAX });

const upsertCommand = fc
  .record({
    customerId,
    assignments: items,
    deleteIds: maybe(fc.uniqueArray(placedId, { minLength: 1, maxLength: 2 })),
  })
  .map((input) => call("upsertAssignments", withoutGaps(input)));

const deleteCommand = fc
  .record({ customerId, assignmentId: placedId })
  .map((input) => call("deleteAssignment", withoutGaps(input)));

export const defaultItem = enforced(
  fc
    .record({
      capabilityId,
      cadence,
      usageLimit: someLimit,
      anchor: maybe(anchor),
      timeZone: maybe(fc.oneof(timeZone, fc.constant(null))),
      scopeEntityIds: maybe(scope),
    })
    .map(withoutGaps),
);

const defaultsCommand = fc
  .tuple(fc.boolean(), customerId, fc.constantFrom(...TYPES), fc.array(defaultItem, { maxLength: LIST_MAX }))
  .map(([isOfCustomer, customer, id, assignments]) =>
    isOfCustomer
      ? call("putCustomerDefaultAssignments", { customerId: customer, id, assignments })
      : call("putDefaultAssignments", { id, assignments }),
  );

export const assignmentCommand: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: upsertCommand, weight: 7 },
  { arbitrary: deleteCommand, weight: 1 },
  { arbitrary: defaultsCommand, weight: 3 },
);
