// Exception commands: raises for a while, around the ends of periods, asked for, approved, denied, repeated and revoked.
import fc from "fast-check";
import { type Command, call, instantAt, madeId } from "./command.ts";
import { CAPABILITIES, entityId, maybe, withoutGaps } from "./world.ts";

type Fields = Record<string, unknown>;

const PLACES = 8;
const KEYS = 30;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The half day is the next midnight of where sequences begin. */
const instant = fc.constantFrom(1, HOUR_MS, DAY_MS / 2, DAY_MS, 3 * DAY_MS, 4 * DAY_MS, 40 * DAY_MS).map(instantAt);
const past = fc.constantFrom(-1, -HOUR_MS, -DAY_MS, -31 * DAY_MS).map(instantAt);

const from = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 6 },
  { arbitrary: instant as fc.Arbitrary<string | undefined>, weight: 3 },
  { arbitrary: past as fc.Arbitrary<string | undefined>, weight: 1 },
);
const until = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 4 },
  { arbitrary: fc.constant(null), weight: 2 },
  { arbitrary: instant, weight: 4 },
  { arbitrary: past, weight: 1 },
);

const raise: fc.Arbitrary<Fields> = fc.oneof(
  { arbitrary: fc.constantFrom(1, 2, 5, 10).map((amount): Fields => ({ amount })), weight: 6 },
  { arbitrary: fc.constantFrom(5, 10, 15, 25).map((usageLimit): Fields => ({ usageLimit })), weight: 4 },
  {
    arbitrary: fc.constantFrom<Fields>(
      {},
      { amount: 1, usageLimit: 9 },
      { amount: 0 },
      { amount: 0.5 },
      { usageLimit: 0 },
    ),
    weight: 1,
  },
);

/** Mostly what openings set limits at. */
const key: fc.Arbitrary<Fields> = fc.oneof(
  {
    arbitrary: fc
      .record({
        entityId: fc.constant("o1"),
        capabilityId: fc.constantFrom(CAPABILITIES[0], ...CAPABILITIES),
        cadence: fc.constantFrom("P1M", "P1M", null),
      })
      .map((fields): Fields => fields),
    weight: 8,
  },
  {
    arbitrary: fc
      .constantFrom("t1", "u1", "u1", "a1", "a1", "t2", "u2")
      .map((id): Fields => ({ entityId: id, capabilityId: CAPABILITIES[0], cadence: "P1M" })),
    weight: 5,
  },
  {
    arbitrary: fc
      .record({
        entityId,
        capabilityId: fc.constantFrom(...CAPABILITIES),
        cadence: fc.constantFrom("P1M", "P1D", null, "PT1H"),
        scopeEntityIds: maybe(fc.constant(["m1"]), 2),
      })
      .map(withoutGaps),
    weight: 2,
  },
);

const body = fc
  .tuple(
    key,
    raise,
    fc
      .record({
        from,
        until: maybe(until, 12),
        reason: fc.constantFrom("x", "y"),
        idempotencyKey: fc.nat(KEYS).map((number) => `x${number}`),
      })
      .map(withoutGaps),
  )
  .map((parts): Fields => Object.assign({ customerId: "acme" }, ...parts) as Fields);

const createCommand = body.map((input) => call("createException", input));
const revokeCommand = fc
  .nat(PLACES)
  .map((place) => call("revokeException", { customerId: "acme", exceptionId: madeId("exception", place) }));

const fileCommand = body.map((input) => call("fileLimitRequest", input));
const limitRequestId = fc.nat(PLACES).map((place) => madeId("limitRequest", place));

const approveCommand = fc
  .tuple(
    fc.record({ limitRequestId, until: maybe(until), comment: maybe(fc.constantFrom("a", "b")) }).map(withoutGaps),
    fc.oneof({ arbitrary: fc.constant<Fields>({}), weight: 3 }, { arbitrary: raise, weight: 1 }),
  )
  .map((parts) => call("approveLimitRequest", Object.assign({ customerId: "acme" }, ...parts) as Fields));

const denyCommand = fc
  .record({ limitRequestId, comment: maybe(fc.constantFrom("a", "b"), 20) })
  .map((fields) => call("denyLimitRequest", withoutGaps({ customerId: "acme", ...fields })));

const listCommand = fc
  .record({
    operation: fc.constantFrom("listExceptions", "listLimitRequests"),
    entityId: maybe(entityId),
    capabilityId: maybe(fc.constantFrom(...CAPABILITIES)),
  })
  .map(({ operation, ...fields }) => call(operation, withoutGaps({ customerId: "acme", ...fields })));

export const exceptionCommand: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: createCommand, weight: 10 },
  { arbitrary: revokeCommand, weight: 2 },
  { arbitrary: fileCommand, weight: 4 },
  { arbitrary: approveCommand, weight: 4 },
  { arbitrary: denyCommand, weight: 1 },
  { arbitrary: listCommand, weight: 1 },
);

/** What some sequences begin with: limits that all of a type inherit, raised before anything happens. */
export const raisedOpening: fc.Arbitrary<readonly Command[]> = fc
  .array(createCommand, { maxLength: 3 })
  .map((raises) => [
    call("upsertAssignments", {
      customerId: "acme",
      assignments: [
        { entityId: "o1", capabilityId: CAPABILITIES[0], cadence: "P1M", usageLimit: 20 },
        { entityId: "t1", capabilityId: CAPABILITIES[0], cadence: "P1M", usageLimit: 15 },
      ],
    }),
    ...["user", "agent"].map((id) =>
      call("putDefaultAssignments", {
        id,
        assignments: [{ capabilityId: CAPABILITIES[0], cadence: "P1M", usageLimit: 10 }],
      }),
    ),
    ...raises,
  ]);
