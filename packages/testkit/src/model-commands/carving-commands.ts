// Carving commands: limits carved out of one another, changed, moved and put to sleep; about as many are refused as are granted.
import fc from "fast-check";
import { placedId } from "./assignment-commands.ts";
import { type Command, call } from "./command.ts";
import { key } from "./usage-commands.ts";
import { CAPABILITIES, maybe, typeOf, withoutGaps } from "./world.ts";

type Fields = Record<string, unknown>;

/** Fewer than elsewhere: parent and child must have the same. */
const cadence = fc.constantFrom("P1M", "P1M", "P1M", "P1D", null);
const capabilityId = fc.constantFrom(CAPABILITIES[0], CAPABILITIES[0], ...CAPABILITIES);
const parentLimit = fc.constantFrom(10, 20, 20, 40);
const carvedLimit = fc.constantFrom(0, 2, 5, 10, 10, 15);
const scopeEntityIds = fc.constant(["m1"]);

const parentItem = fc
  .record({ entityId: fc.constantFrom("o1", "o1", "t1", "u1"), usageLimit: parentLimit })
  .map((fields): Fields => fields);
const carvedItem = fc
  .record({ entityId: fc.constantFrom("t1", "u1", "a1", "a2", "t2", "u2"), usageLimit: carvedLimit })
  .map((fields): Fields => ({ ...fields, allocation: "carved" }));

const seldom = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 7 }, { arbitrary: maybe(arbitrary, 4), weight: 1 });

/** Of one kind of budget, so that they stand above each other. */
const kind = fc.record({ capabilityId, cadence, scopeEntityIds: seldom(scopeEntityIds) }).map(withoutGaps);

const family = (parents: { maxLength: number }, children: { minLength: number; maxLength: number }) =>
  fc
    .tuple(
      kind,
      fc.uniqueArray(parentItem, { ...parents, selector: ({ entityId }) => entityId }),
      fc.uniqueArray(carvedItem, { ...children, selector: ({ entityId }) => entityId }),
    )
    .map(([its, above, below]) => {
      const standing = above.filter(({ entityId }) => !below.some((each) => each.entityId === entityId));
      return [...below, ...standing].map((item): Fields => ({ ...its, ...item }));
    });

const carveCommand = family({ maxLength: 1 }, { minLength: 1, maxLength: 2 }).map((assignments) =>
  call("upsertAssignments", { customerId: "acme", assignments }),
);

/** Another limit for what stands, or another allocation. */
const changedItem = fc
  .record({
    id: placedId,
    usageLimit: maybe(fc.oneof(carvedLimit, parentLimit, fc.constant(null)), 12),
    allocation: maybe(fc.constantFrom("carved", "shared"), 2),
    enforcement: maybe(fc.constantFrom("soft", "hard")),
  })
  .map(withoutGaps);

const changeCommand = fc
  .record({
    assignments: fc.uniqueArray(changedItem, { minLength: 1, maxLength: 2, selector: ({ id }) => id }),
    deleteIds: maybe(fc.tuple(placedId)),
    dryRun: maybe(fc.boolean()),
  })
  .map((fields) => call("upsertAssignments", withoutGaps({ customerId: "acme", ...fields })));

const deleteCommand = placedId.map((assignmentId) => call("deleteAssignment", { customerId: "acme", assignmentId }));

/** Never in a circle. */
const PLACES = [
  ["u1", "t1"],
  ["u1", "t2"],
  ["u1", "o1"],
  ["u2", "t1"],
  ["u2", "t2"],
  ["a1", "u1"],
  ["a1", "u2"],
  ["a1", "t2"],
  ["a2", "u1"],
  ["a2", "t1"],
  ["t2", "o1"],
  ["t1", "o1"],
  ["t2", null],
] as const;

const move = fc.constantFrom(...PLACES).map(([id, parentId]): Fields => ({ id, entityTypeId: typeOf(id), parentId }));

const moveCommand = fc
  .uniqueArray(move, { minLength: 1, maxLength: 2, selector: ({ id }) => id })
  .map((entities) => call("upsertEntities", { customerId: "acme", entities }));

const sleepCommand = fc
  .tuple(
    fc.constantFrom("archiveEntities", "unarchiveEntities", "unarchiveEntities"),
    fc.constantFrom("t1", "u1", "a1", "t2", "m1"),
  )
  .map(([operation, id]) => call(operation, { customerId: "acme", ids: [id], cascade: true }));

/** Those beside the carved ones, and those through them. */
const asked = fc
  .record({
    capabilityId,
    amount: fc.constantFrom(1, 2, 5, 10, 15),
    entityIds: fc.oneof(
      { arbitrary: fc.constantFrom(["o1"], ["t1"], ["u1"], ["t2"], ["t1", "m1"], ["o1", "m1"]), weight: 3 },
      { arbitrary: fc.constantFrom(["a1"], ["u2"], ["a2"], ["a1", "m1"], ["t1", "a2"]), weight: 1 },
    ),
    idempotencyKey: key,
  })
  .map((fields) => ({ customerId: "acme", ...fields }));

const useCommand = fc
  .tuple(fc.constantFrom("check", "check", "consume", "reserve", "reserve", "ingest"), asked)
  .map(([operation, { amount, idempotencyKey, ...fields }]) => {
    if (operation === "check") return call(operation, { ...fields, requestedUsage: amount });
    if (operation === "consume") return call(operation, { ...fields, requestedUsage: amount, idempotencyKey });
    const event = { ...fields, amount, idempotencyKey };
    return operation === "reserve" ? call(operation, event) : call(operation, { events: [event] });
  });

export const carvingCommand: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: carveCommand, weight: 5 },
  { arbitrary: changeCommand, weight: 5 },
  { arbitrary: deleteCommand, weight: 1 },
  { arbitrary: moveCommand, weight: 3 },
  { arbitrary: sleepCommand, weight: 2 },
  { arbitrary: useCommand, weight: 8 },
);

/** What some sequences begin with: the parents of the usual place and a few that are carved out of them. */
export const carvedOpening: fc.Arbitrary<readonly Command[]> = fc
  .array(family({ maxLength: 2 }, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 })
  .map((families) => {
    const places: readonly Fields[] = [
      { id: "t2", entityTypeId: "team", parentId: "o1" },
      { id: "u2", entityTypeId: "user", parentId: "t2" },
      { id: "a2", entityTypeId: "agent", parentId: "u2" },
    ];
    const upserts = families.map((assignments) => call("upsertAssignments", { customerId: "acme", assignments }));
    const parents = CAPABILITIES.flatMap((id) =>
      ["P1M", null].map((its) => ({ entityId: "o1", capabilityId: id, cadence: its, usageLimit: 20 })),
    );
    return [
      call("upsertEntities", { customerId: "acme", entities: places }),
      call("upsertAssignments", { customerId: "acme", assignments: parents }),
      ...upserts,
    ];
  });
