// Usage commands: events single and in batches, early, late and repeated, their corrections, and checks.
import fc from "fast-check";
import { type Command, call, instantAt, madeId } from "./command.ts";
import { amount, CAPABILITIES, capabilityId, customerId, ENTITY_IDS, fraction, maybe, withoutGaps } from "./world.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const PLACES = 40;
const KEYS = 60;
const BATCH_MAX = 4;

export const someAmount = fc.oneof({ arbitrary: amount, weight: 5 }, { arbitrary: fraction, weight: 1 });

const dimensions = fc
  .record({
    orgId: maybe(fc.constantFrom("o1", "o2")),
    teamId: maybe(fc.constantFrom("t1", "t2", "t9", ""), 3),
    home: maybe(fc.constantFrom("t1", "t2", "t3", "a1")),
    userId: maybe(fc.constantFrom("u1", "u2", "zz", "a1", 7), 3),
    agentId: maybe(fc.constantFrom("a1", "a2", "n1", "n2", "n3", ".."), 3),
    model: maybe(fc.constantFrom("m1", null), 2),
    project: maybe(fc.constantFrom("apollo", true)),
  })
  .map(withoutGaps);

export const named = fc.oneof(
  { arbitrary: dimensions.map((value) => ({ dimensions: value })), weight: 6 },
  {
    arbitrary: fc
      .array(fc.constantFrom(...ENTITY_IDS, "u9"), { minLength: 1, maxLength: 3 })
      .map((entityIds) => ({ entityIds })),
    weight: 2,
  },
  { arbitrary: entityIdsOnce(), weight: 2 },
);

function entityIdsOnce(): fc.Arbitrary<{ entityIds: string[] }> {
  return fc
    .uniqueArray(fc.constantFrom(...ENTITY_IDS), { minLength: 1, maxLength: 4 })
    .map((entityIds) => ({ entityIds }));
}

const used = fc.oneof(
  { arbitrary: fc.record({ capabilityId, amount: someAmount }), weight: 4 },
  {
    arbitrary: fc
      .uniqueArray(fc.record({ capabilityId: fc.constantFrom(...CAPABILITIES), amount: someAmount }), {
        minLength: 1,
        maxLength: 2,
        selector: (item) => item.capabilityId,
      })
      .map((items) => ({ items })),
    weight: 1,
  },
);

/** Around the skew that is allowed, over period bounds, and around the lateness that is allowed. */
const timestamp = fc
  .constantFrom(6 * MINUTE_MS, 4 * MINUTE_MS, -MINUTE_MS, -HOUR_MS, -DAY_MS, -9 * DAY_MS, -34 * DAY_MS, -36 * DAY_MS)
  .map(instantAt);

/** Few enough to be used again, by other operations too. */
export const key = fc.nat(KEYS).map((number) => `k${number}`);

const rest = fc
  .record({
    customerId,
    idempotencyKey: maybe(key, 20),
    timestamp: maybe(timestamp, 2),
    strict: maybe(fc.boolean()),
    metadata: maybe(fc.constantFrom({ run: "1" }, { run: "2", call: "a" })),
  })
  .map(withoutGaps);

const event = fc.tuple(rest, used, named).map((parts) => Object.assign({}, ...parts) as Record<string, unknown>);

const correction = fc
  .record({
    customerId: fc.constant("acme"),
    correctsEntryId: fc.nat(PLACES).map((place) => madeId("entry", place)),
    amount: fc.constantFrom<number | string>(-1, -2, "-0.1", -0.25, -5, -10, 0, 3),
    idempotencyKey: fc.nat(KEYS).map((number) => `c${number}`),
  })
  .map((fields): Record<string, unknown> => fields);

const events = fc.array(fc.oneof({ arbitrary: event, weight: 6 }, { arbitrary: correction, weight: 1 }), {
  minLength: 1,
  maxLength: BATCH_MAX,
});

const ingestCommand = fc
  .record({ events, figures: maybe(fc.boolean()) })
  .map((input) => call("ingest", withoutGaps(input)));

const voidCommand = fc
  .nat(PLACES)
  .map((place) => call("voidLedgerEntry", { customerId: "acme", entryId: madeId("entry", place) }));

const question = fc
  .tuple(
    fc
      .record({ customerId, capabilityId, requestedUsage: maybe(someAmount, 6), strict: maybe(fc.boolean()) })
      .map(withoutGaps),
    named,
  )
  .map((parts) => Object.assign({}, ...parts) as Record<string, unknown>);

const checkCommand = question.map((input) => call("check", input));

const checkManyCommand = fc
  .array(question, { minLength: 1, maxLength: BATCH_MAX })
  .map((checks) => call("checkMany", { checks }));

export const usageCommand: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: ingestCommand, weight: 10 },
  { arbitrary: voidCommand, weight: 1 },
  { arbitrary: fc.nat(2).map((back): Command => ({ kind: "repeat", back })), weight: 2 },
  { arbitrary: checkCommand, weight: 6 },
  { arbitrary: checkManyCommand, weight: 2 },
);

/** Minutes stay within an hour, months go over every bound; a clock that is put right goes back a little (R16). */
export const clockCommand: fc.Arbitrary<Command> = fc
  .constantFrom(
    1,
    2 * SECOND_MS,
    MINUTE_MS,
    30 * MINUTE_MS,
    HOUR_MS,
    11 * HOUR_MS,
    DAY_MS,
    3 * DAY_MS,
    31 * DAY_MS,
    -MINUTE_MS,
  )
  .map((ms): Command => ({ kind: "clock", ms }));
