// Plain requests: what is parsed by hand is what the schemas make of it, and most of what callers send is plain.
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkBody } from "./check.ts";
import { customerPath } from "./customer.ts";
import { usageEvent } from "./ingest.ts";
import { plainCheck, plainEvent } from "./plain-request.ts";

const texts = fc.oneof(
  fc.constantFrom("acme", "credits", "user-7", "", ".", "..", " a", "a\u0007", "\ud800", "größe", "__proto__", "a b"),
  fc.string({ maxLength: 300, unit: "grapheme" }),
);
const values = fc.oneof(texts, fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.constant([1]));
const dimensions = fc.oneof(fc.dictionary(texts, values, { maxKeys: 40 }), values);
const amounts = fc.oneof(fc.double(), fc.constantFrom("1.5", "x", 3, -1), values);
/** Now and then a field is missing, another one is there. */
const fields = <Fields extends object>(all: { [Key in keyof Fields]: fc.Arbitrary<Fields[Key]> }) =>
  fc.record({ ...all, strict: fc.boolean(), extra: texts }, { requiredKeys: [] });

const checks = fields({ capabilityId: texts, requestedUsage: amounts, dimensions });
const events = fields({
  customerId: texts,
  capabilityId: texts,
  amount: amounts,
  dimensions,
  idempotencyKey: texts,
  metadata: dimensions,
});

test("a plain check is what the schemas make of it", () => {
  fc.assert(
    fc.property(texts, checks, (customerId, body) => {
      const plain = plainCheck({ customerId }, body);
      if (plain === null) return;
      expect(plain).toEqual({ ...customerPath.parse({ customerId }), ...checkBody.parse(body) });
    }),
    { numRuns: 3_000 },
  );
});

test("a plain event is what the schema makes of it", () => {
  fc.assert(
    fc.property(events, (event) => {
      const plain = plainEvent(event);
      if (plain !== null) expect(plain).toEqual(usageEvent.parse(event));
    }),
    { numRuns: 3_000 },
  );
});

test("the calls of every day are plain", () => {
  const who = { capabilityId: "credits", dimensions: { userId: "ada", turn: 7, isTrial: false } };
  expect(plainCheck({ customerId: "acme" }, who)).toEqual({
    customerId: "acme",
    capabilityId: "credits",
    dimensions: { userId: "ada", turn: "7", isTrial: "false" },
  });
  expect(plainCheck({ customerId: "acme" }, { ...who, requestedUsage: "0.5" })).not.toBeNull();
  expect(plainEvent({ ...who, customerId: "acme", amount: 3, idempotencyKey: "call-1" })).not.toBeNull();
});
