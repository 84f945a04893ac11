// Reservation commands: what is consumed, held, committed, given back, extended and split, much of it more than there is.
import fc from "fast-check";
import { type Command, call, madeId } from "./command.ts";
import { key, named, someAmount } from "./usage-commands.ts";
import { CAPABILITIES, capabilityId, customerId, entityId, maybe, withoutGaps } from "./world.ts";

const PLACES = 12;
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
const SOON_MS = 5 * SECOND_MS;
const HOUR_MS = 3_600_000;

type Fields = Record<string, unknown>;

const joined = (parts: readonly Fields[]): Fields => Object.assign({}, ...parts) as Fields;

/** One capability, or now and then two in items. */
const asked = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Fields> =>
  fc.oneof(
    { arbitrary: fc.record({ capabilityId, ...fields }).map(withoutGaps), weight: 4 },
    {
      arbitrary: fc
        .uniqueArray(fc.record({ capabilityId: fc.constantFrom(...CAPABILITIES), ...fields }).map(withoutGaps), {
          minLength: 1,
          maxLength: 2,
          selector: (item) => item.capabilityId,
        })
        .map((items) => ({ items })),
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

const consumeCommand = fc
  .tuple(recorded, asked({ requestedUsage: someAmount }), named)
  .map((parts) => call("consume", joined(parts)));

const reserveCommand = fc
  .tuple(
    recorded,
    asked({ amount: someAmount, minAmount: maybe(fc.constantFrom(1, 2, 5), 1) }),
    named,
    fc.record({ ttlMs }).map(withoutGaps),
  )
  .map((parts) => call("reserve", joined(parts)));

const reservationId = fc.nat(PLACES).map((place) => madeId("reservation", place));

/** In items alone: a second fault beside one that isn't held would be one too many. */
const whole = fc.constantFrom<number | string>(1, 2, "3.0", 5, 10);

/** Of a hold of one capability, or items of which one may not be held. */
const part = fc.oneof(
  { arbitrary: someAmount.map((amount): Fields => ({ amount })), weight: 5 },
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

export const reservationCommand: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: consumeCommand, weight: 6 },
  { arbitrary: reserveCommand, weight: 10 },
  { arbitrary: commitCommand, weight: 4 },
  { arbitrary: extendCommand, weight: 4 },
  { arbitrary: splitCommand, weight: 5 },
  { arbitrary: releaseCommand, weight: 2 },
  { arbitrary: readCommand, weight: 1 },
);
