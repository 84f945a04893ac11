// `assert` throws on what it is told of, and lets everything else pass.
import { expect, test } from "vitest";
import { assert, BrokenAssertion } from "./assert.ts";

test("what holds passes, what does not throws BrokenAssertion with its sentence", () => {
  expect(() => assert(1, "one is something")).not.toThrow();
  expect(() => assert(0, "zero is something")).toThrow(BrokenAssertion);
  expect(() => assert(null, "null is something")).toThrow("null is something");
});
