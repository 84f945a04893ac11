// Tests of cursors: they lead back to their number, and are good for one list, customer, filter and environment only.
import { expect, test } from "vitest";
import type { Caller } from "./caller.ts";
import { Cursors, type ListInput } from "./cursor.ts";

const caller: Caller = { environment: 1, actor: "library", access: "root", requestId: "r" };
const signer = { sign: (text: string): string => Buffer.from(text).toString("hex") };
const cursors = (input: ListInput & Record<string, unknown>, name = "entities", environment = 1): Cursors<number> =>
  new Cursors(signer, { ...caller, environment }, { name, input });

test("a cursor leads back to its number, whatever the limit and the order of the filter", () => {
  const cursor = cursors({ customerId: "acme", search: "x", limit: 5 }).write(42);
  expect(cursors({ search: "x", customerId: "acme", limit: 9, after: cursor, parentId: undefined }).read(cursor)).toBe(
    42,
  );
  expect(cursors({}).read(undefined)).toBeNull();
});

test("a foreign or forged cursor is refused", () => {
  const own = { customerId: "acme" };
  const cursor = cursors(own).write(42);
  const foreign = [
    cursors({ customerId: "globex" }),
    cursors({ ...own, search: "x" }),
    cursors(own, "assignments"),
    cursors(own, "entities", 2),
  ];
  for (const each of foreign)
    expect(() => each.read(cursor)).toThrow(expect.objectContaining({ code: "InvalidRequest" }));
  const [payload, signature] = cursor.split(".");
  const other = Buffer.from('{"after":1}').toString("base64url");
  for (const forged of ["", ".", payload, `${cursor}.`, `${other}.${signature}`, "é.é"]) {
    const errors = [expect.objectContaining({ path: "/after" })];
    expect(() => cursors(own).read(forged)).toThrow(expect.objectContaining({ code: "InvalidRequest", errors }));
  }
});
