// The small world of generated sequences: so few names that commands meet each other's work again and again.
import fc from "fast-check";
import { type Command, call } from "./command.ts";

export const CUSTOMERS = ["acme", "globex"] as const;
export const TYPES = ["org", "team", "user", "agent", "model"] as const;
export const CAPABILITIES = ["tokens", "credits"] as const;

const TYPE_OF_LETTER: Readonly<Record<string, string>> = {
  o: "org",
  t: "team",
  u: "user",
  a: "agent",
  m: "model",
  n: "agent",
};

/** `n` entities are made by provisioning at first. */
export const ENTITY_IDS = ["o1", "t1", "t2", "u1", "u2", "a1", "a2", "m1", "n1", "n2", "n3"] as const;

export const typeOf = (entityId: string): string => TYPE_OF_LETTER[entityId[0] ?? ""] ?? "org";

/** Mostly the first. */
export const customerId = fc.oneof(
  { arbitrary: fc.constant(CUSTOMERS[0]), weight: 9 },
  { arbitrary: fc.constantFrom(...CUSTOMERS, "nobody"), weight: 1 },
);
export const entityId = fc.constantFrom(...ENTITY_IDS);
export const capabilityId = fc.oneof(
  { arbitrary: fc.constantFrom(...CAPABILITIES), weight: 30 },
  { arbitrary: fc.constant("nothing"), weight: 1 },
);
export const cadence = fc.constantFrom("P1D", "P1M", "PT1H", "P1W", "P30D", null);
export const timeZone = fc.constantFrom("Europe/Berlin", "Asia/Tokyo", "America/New_York", "UTC");
export const anchor = fc.constantFrom("2026-01-31T02:30:00Z", "2026-03-15T10:00:00Z", "2027-05-01T00:00:00Z", null);
export const usageLimit = fc.constantFrom(null, 0, 5, 20, 100);
export const amount = fc.constantFrom<number | string>(0, 1, 2, 3, 5, 10, "3.0", 25);
/** Most of a feature are refused. */
export const fraction = fc.constantFrom<number | string>(0.1, 0.25, 1.5, "0.0000001", "0.30", 1e-7, 2.5);

/** Each field with that likelihood of one in so many, left out otherwise. */
export const maybe = <Value>(arbitrary: fc.Arbitrary<Value>, weight = 1): fc.Arbitrary<Value | undefined> =>
  fc.oneof(
    { arbitrary: fc.constant(undefined), weight: 4 },
    { arbitrary: arbitrary as fc.Arbitrary<Value | undefined>, weight },
  );

/** As on the wire: a field left out is not there. */
export const withoutGaps = <Fields extends object>(fields: Fields): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const entityType = (id: string, attributionKeys: readonly string[], parentFrom?: string): Record<string, unknown> => ({
  id,
  displayName: id,
  attributionKeys,
  ...(parentFrom === undefined ? {} : { autoProvision: { parentFrom } }),
});

/** What every sequence opens with: without it most commands would find nothing. */
export const VOCABULARY: readonly Command[] = [
  call("upsertEntityTypes", {
    entityTypes: [
      entityType("org", ["orgId"]),
      entityType("team", ["teamId", "home"], "orgId"),
      entityType("user", ["userId"]),
      entityType("agent", ["agentId"], "home"),
      entityType("model", ["model"]),
    ],
  }),
  call("upsertCapabilities", {
    capabilities: [
      { id: "tokens", kind: "feature", displayName: "Tokens" },
      { id: "credits", kind: "currency", displayName: "Credits" },
    ],
  }),
  call("upsertEntities", {
    customerId: "acme",
    entities: [
      { id: "o1", entityTypeId: "org" },
      { id: "t1", entityTypeId: "team", parentId: "o1" },
      { id: "u1", entityTypeId: "user", parentId: "t1" },
      { id: "a1", entityTypeId: "agent", parentId: "u1" },
      { id: "m1", entityTypeId: "model" },
    ],
  }),
];
