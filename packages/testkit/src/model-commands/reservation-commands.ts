// Reservation commands: what is consumed, held, committed, given back, extended and split, much of it more than there is.
import fc from "fast-check";
import { type Command, call, madeId } from "./command.ts";
import { named as anyone, key, someAmount } from "./usage-commands.ts";
import { CAPABILITIES, capabilityId, customerId, entityId, maybe, withoutGaps } from "./world.ts";

const PLACES = 12;
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
const SOON_MS = 5 * SECOND_MS;
const HOUR_MS = 3_600_000;

type Fields = Record<string, unknown>;

/** Mostly those whom limits and holds are at. */
const named = fc.oneof(
  {
    arbitrary: fc.constantFrom(["a1"], ["u1"], ["t1"], ["a1", "m1"], ["t2", "u1"]).map((entityIds) => ({ entityIds })),
    weight: 3,
  },
  { arbitrary: anyone, weight: 2 },
);
const whole = fc.constantFrom<number | string>(1, 2, "3.0", 5, 10);

const joined = (parts: readonly Fields[]): Fields => Object.assign({}, ...parts) as Fields;

/** One capability, or now and then two in items. */
const asked = (much: fc.Arbitrary<Fields>): fc.Arbitrary<Fields> =>
  fc.oneof(
    { arbitrary: fc.tuple(capabilityId, much).map(([id, fields]) => ({ capabilityId: id, ...fields })), weight: 4 },
    {
      arbitrary: fc
        .uniqueArray(fc.tuple(fc.constantFrom(...CAPABILITIES), much), {
          minLength: 1,
          maxLength: 2,
          selector: ([id]) => id,
        })
        .map((items) => ({ items: items.map(([id, fields]) => ({ capabilityId: id, ...fields })) })),
      weight: 1,
    },
  );

const recorded = fc
  .record({
    customerId,
    idempotencyKey: key,
    strict: maybe(fc.boolean()),
    metadata: maybe(fc.constantFrom({ run: "1" }, { run: "2", call: "a" })),
  })
  .map(withoutGaps);

const ttlMs = maybe(fc.constantFrom(SECOND_MS, SOON_MS, HOUR_MS, DAY_MS, 1), 2);

const used = fc
  .oneof({ arbitrary: whole, weight: 4 }, { arbitrary: someAmount, weight: 1 })
  .map((requestedUsage): Fields => ({ requestedUsage }));

const consumeCommand = fc.tuple(recorded, asked(used), named).map((parts) => call("consume", joined(parts)));

/** What is held, and what would do; most of a feature in fractions is refused, and so is a least that is more. */
const held = fc.oneof(
  { arbitrary: whole.map((amount): Fields => ({ amount })), weight: 6 },
  {
    arbitrary: fc
      .constantFrom([10, 1], [25, 2], ["5", 5], [3, 1], [2, 5])
      .map(([amount, minAmount]): Fields => ({ amount, minAmount })),
    weight: 3,
  },
  { arbitrary: someAmount.map((amount): Fields => ({ amount })), weight: 1 },
);

const reserveCommand = fc
  .tuple(recorded, asked(held), named, fc.record({ ttlMs }).map(withoutGaps))
  .map((parts) => call("reserve", joined(parts)));

const tightBudget = fc
  .record({
    entityId: fc.constantFrom("o1", "t1", "u1", "a1"),
    capabilityId: fc.constantFrom(...CAPABILITIES),
    cadence: fc.constantFrom("PT1H", "P1D", "P1M", null),
    usageLimit: fc.constantFrom(5, 10, 20),
    how: fc.constantFrom({}, {}, { enforcement: "soft", overageLimit: 3 }, { enforcement: "shadow" }),
  })
  .map(({ how, ...fields }): Fields => ({ ...fields, ...how }));

const firstHold = fc
  .record({
    capabilityId: fc.constantFrom(...CAPABILITIES),
    amount: fc.constantFrom(2, 5, 10),
    entityIds: fc.constantFrom(["a1"], ["u1", "m1"], ["t1"]),
    ttlMs: maybe(fc.constantFrom(SOON_MS, HOUR_MS), 4),
    idempotencyKey: key,
  })
  .map((fields) => call("reserve", withoutGaps({ customerId: "acme", ...fields })));

const reservationId = fc.nat(PLACES).map((place) => madeId("reservation", place));

/** Of a hold of one capability, or items of which one may not be held: a second fault beside it would be one too many. */
const part = fc.oneof(
  { arbitrary: whole.map((amount): Fields => ({ amount })), weight: 5 },
  { arbitrary: someAmount.map((amount): Fields => ({ amount })), weight: 1 },
  {
    arbitrary: fc
      .uniqueArray(fc.record({ capabilityId: fc.constantFrom(...CAPABILITIES), amount: whole }), {
        minLength: 1,
        maxLength: 2,
        selector: (item) => item.capabilityId,
      })
      .map((items): Fields => ({ items })),
    weight: 2,
  },
);
const nothing = fc.constant<Fields>({});

const of = { customerId: fc.constant("acme"), reservationId };

const commitCommand = fc
  .tuple(
    fc.record({ ...of, metadata: maybe(fc.constant({ run: "1" })) }).map(withoutGaps),
    fc.oneof({ arbitrary: part, weight: 3 }, { arbitrary: nothing, weight: 2 }),
  )
  .map((parts) => call("commitReservation", joined(parts)));

const extendCommand = fc
  .tuple(fc.record({ ...of, ttlMs }).map(withoutGaps), fc.oneof(part, part, nothing))
  .map((parts) => call("extendReservation", joined(parts)));

const splitCommand = fc
  .tuple(fc.record({ ...of, ttlMs, idempotencyKey: key }).map(withoutGaps), part, named)
  .map((parts) => call("splitReservation", joined(parts)));

const releaseCommand = fc.oneof(
  { arbitrary: fc.record(of).map((input) => call("releaseReservation", input)), weight: 3 },
  {
    arbitrary: fc
      .uniqueArray(reservationId, { minLength: 1, maxLength: 3 })
      .map((ids) => call("releaseReservations", { customerId: "acme", ids })),
    weight: 1,
  },
  {
    arbitrary: entityId.map((id) => call("releaseReservations", { customerId: "acme", entityId: id })),
    weight: 1,
  },
);

const readCommand = fc.oneof(
  fc.record(of).map((input) => call("getReservation", input)),
  fc
    .record({
      customerId,
      state: maybe(fc.constantFrom("open", "committed", "released", "expired")),
      entityId: maybe(entityId),
      limit: maybe(fc.constantFrom(1, 3)),
    })
    .map((input) => call("listReservations", withoutGaps(input))),
);

/** What many sequences begin with, so that what comes meets limits and holds: few budgets, and holds that fill them. */
export const openingCommands: fc.Arbitrary<readonly Command[]> = fc
  .tuple(fc.array(tightBudget, { minLength: 1, maxLength: 4 }), fc.array(firstHold, { maxLength: 3 }))
  .map(([assignments, holds]) => [call("upsertAssignments", { customerId: "acme", assignments }), ...holds]);

export const reservationCommand: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: consumeCommand, weight: 6 },
  { arbitrary: reserveCommand, weight: 10 },
  { arbitrary: commitCommand, weight: 4 },
  { arbitrary: extendCommand, weight: 4 },
  { arbitrary: splitCommand, weight: 5 },
  { arbitrary: releaseCommand, weight: 2 },
  { arbitrary: readCommand, weight: 1 },
);
