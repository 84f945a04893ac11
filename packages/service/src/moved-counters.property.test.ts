// Guards are exact: the load that a counter may have had before is the highest from which no granted step passes its ceiling.
import type { ChainNode } from "@purser/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { MovedCounters } from "./moved-counters.ts";

/** A grant raises the load and is held to its ceiling; any other step, such as an ingest or a release, is not. */
const step = fc.record({
  isGrant: fc.boolean(),
  use: fc.integer({ min: -20, max: 20 }),
  hold: fc.integer({ min: -20, max: 20 }),
  ceiling: fc.integer({ min: 0, max: 100 }),
});

const nodeOf = (ceiling: number): ChainNode => ({
  entity: 1,
  assignment: 1,
  isInherited: false,
  usageLimit: ceiling,
  ceiling,
  enforcement: "hard",
  calendar: 0,
  cadence: null,
  scope: 0,
  period: null,
  used: 0,
  held: 0,
  carved: null,
  ahead: null,
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Whether every grant stays below its ceiling when the counter stood at `before`. */
function holds(steps: readonly Step[], before: number): boolean {
  let load = before;
  for (const { isGrant, use, hold, ceiling } of steps) {
    load += use + hold;
    if (isGrant && load > ceiling) return false;
  }
  return true;
}

it("lets exactly those loads pass from which every grant keeps to its ceiling", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
      const counters = new MovedCounters(new Map());
      for (const { isGrant, use, hold, ceiling } of steps) {
        if (isGrant) counters.guard(nodeOf(ceiling), use + hold);
        counters.move(nodeOf(ceiling), { use, hold });
      }
      const loadMost = counters.moves()[0]?.loadMost ?? null;
      if (loadMost === null) {
        expect(steps.some(({ isGrant }) => isGrant)).toBe(false);
        return;
      }
      expect(holds(steps, loadMost)).toBe(true);
      expect(holds(steps, loadMost + 1)).toBe(false);
    }),
  );
});
