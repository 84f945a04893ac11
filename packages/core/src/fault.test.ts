// Faults are told from any other value, also after a copy.
import { expect, test } from "vitest";
import { fault, isFault } from "./fault.ts";

test("a fault is told from any other value, also after it was spread", () => {
  const made = fault("NotFound", "Nothing there.", "/id");
  expect(isFault(made)).toBe(true);
  expect(isFault({ ...made, index: 3 })).toBe(true);
  for (const other of [null, undefined, 0, "NotFound", [], { code: "NotFound", detail: "Nothing there." }]) {
    expect(isFault(other)).toBe(false);
  }
});

test("a fault shows its code, detail and path in JSON, and no path where there is none", () => {
  expect(JSON.parse(JSON.stringify(fault("NotFound", "Nothing there.", "/id")))).toEqual({
    code: "NotFound",
    detail: "Nothing there.",
    path: "/id",
  });
  expect(Object.keys(fault("NotFound", "Nothing there."))).toEqual(["code", "detail"]);
});
