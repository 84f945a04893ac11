// The client's calls are exactly the contract's routes.
import { ROUTES } from "@purser/contract";
import { expect, it } from "vitest";
import { CALLS } from "./calls.ts";

it("has the method and path of every route", () => {
  const routes = Object.entries(ROUTES).map(([name, { method, template }]) => [name, [method, template]]);
  expect(CALLS).toEqual(Object.fromEntries(routes));
});
