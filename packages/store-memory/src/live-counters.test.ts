// Live counters: what a node reads is what was settled last for its own period, and nothing of any other.
import type { ChainNode, UsagePeriod } from "@purser/core";
import type { CounterFigure } from "@purser/service";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LiveCounters } from "./live-counters.ts";

const LIFETIME = Number.NEGATIVE_INFINITY;

const figure = (assignment: number, entity: number, periodStart: number, used: number, held = 0): CounterFigure => ({
  assignment,
  entity,
  periodStart,
  used,
  held,
  uncarved: 0,
  excess: 0,
});

const carvedFigure = (periodStart: number, uncarved: number, excess: number): CounterFigure => ({
  ...figure(7, 3, periodStart, 9),
  uncarved,
  excess,
});

function node(assignment: number, entity: number, start: number): ChainNode {
  const period: UsagePeriod = { start, end: Number.POSITIVE_INFINITY, startText: null, endText: null };
  const rest = {
    isInherited: false,
    usageLimit: Number.NaN,
    ceiling: Number.NaN,
    enforcement: "hard" as const,
    calendar: 0,
    carved: null,
    ahead: null,
    cadence: null,
    scope: 0,
    period,
  };
  return { entity, assignment, ...rest, used: -1, held: -1 };
}

function read(counters: LiveCounters, assignment: number, entity: number, start: number): [number, number] {
  const asked = node(assignment, entity, start);
  counters.read([asked]);
  return [asked.used, asked.held];
}

/** Of a budget that something is carved out of. */
function readCarved(counters: LiveCounters, assignment: number, entity: number, start: number): [number, number] {
  const children = { assignments: [], entities: new Set<number>(), limits: 0 };
  const carved = { children, isExempt: false, raised: [], uncarved: -1, excess: -1 };
  counters.read([{ ...node(assignment, entity, start), carved }]);
  return [carved.uncarved, carved.excess];
}

describe("live counters", () => {
  it("read 0 where nobody touched, and keep nothing for it", () => {
    const counters = new LiveCounters();
    expect(read(counters, 7, 3, 100)).toEqual([0, 0]);
    expect(counters.size).toBe(0);
  });

  it("leave an ungoverned node alone", () => {
    const ungoverned = { ...node(0, 3, 0), period: null };
    new LiveCounters().read([ungoverned]);
    expect(ungoverned.used).toBe(-1);
  });

  it("give back what was settled last", () => {
    const counters = new LiveCounters();
    counters.settle([figure(7, 3, 100, 5, 2)], 150);
    counters.settle([figure(7, 3, 100, 9, 1)], 150);
    expect(read(counters, 7, 3, 100)).toEqual([9, 1]);
    expect(counters.size).toBe(1);
  });

  it("R15: read 0 in a new period at once", () => {
    const counters = new LiveCounters();
    counters.settle([figure(7, 3, 100, 5)], 150);
    expect(read(counters, 7, 3, 200)).toEqual([0, 0]);
  });

  it("R16: a late figure never touches the running period", () => {
    const counters = new LiveCounters();
    counters.settle([figure(7, 3, 200, 5)], 210);
    counters.settle([figure(7, 3, 100, 99)], 220);
    expect(read(counters, 7, 3, 200)).toEqual([5, 0]);
    expect(counters.size).toBe(1);
  });

  it("R16: usage ahead counts in its own period, before and after that begins", () => {
    const counters = new LiveCounters();
    counters.settle([figure(7, 3, 100, 5)], 150);
    counters.settle([figure(7, 3, 200, 8)], 199);
    expect(read(counters, 7, 3, 100)).toEqual([5, 0]);
    expect(read(counters, 7, 3, 200)).toEqual([8, 0]);
    expect(counters.size).toBe(2);
    counters.settle([], 200);
    expect(read(counters, 7, 3, 200)).toEqual([8, 0]);
    expect(counters.size).toBe(1);
  });

  it("see a figure of a period that has begun already, also when now stands behind it", () => {
    const counters = new LiveCounters();
    counters.settle([figure(7, 3, 200, 5)], 201);
    counters.settle([figure(7, 3, 200, 6)], 199);
    expect(read(counters, 7, 3, 200)).toEqual([6, 0]);
  });

  it("keep lifetime figures whatever the time", () => {
    const counters = new LiveCounters();
    counters.settle([figure(7, 3, LIFETIME, 5)], LIFETIME);
    counters.settle([figure(7, 3, LIFETIME, 6)], 1_000);
    expect(read(counters, 7, 3, LIFETIME)).toEqual([6, 0]);
  });

  it("R7: keep a default's entities apart and drop them together", () => {
    const counters = new LiveCounters();
    const entities = Array.from({ length: 1_000 }, (_, index) => index + 1);
    for (const entity of entities) {
      counters.settle(
        [figure(7, entity, 100, entity), figure(8, entity, 100, -entity), figure(7, entity, 900, 1)],
        150,
      );
    }
    expect(entities.every((entity) => read(counters, 7, entity, 100)[0] === entity)).toBe(true);
    counters.drop(7);
    expect(entities.every((entity) => read(counters, 7, entity, 100)[0] === 0)).toBe(true);
    expect(entities.every((entity) => read(counters, 8, entity, 100)[0] === -entity)).toBe(true);
    expect(counters.size).toBe(1_000);
  });

  it("give the places of a dropped default's entities to others", () => {
    const counters = new LiveCounters();
    counters.settle([figure(7, 1, 100, 1), figure(7, 2, 100, 2), figure(7, 3, 100, 3), figure(8, 4, 100, 6)], 150);
    counters.drop(7);
    counters.settle([figure(8, 5, 100, 7), figure(8, 6, 100, 8), figure(8, 7, 100, 9)], 150);
    expect([...counters.all()]).toEqual([
      figure(8, 4, 100, 6),
      figure(8, 5, 100, 7),
      figure(8, 6, 100, 8),
      figure(8, 7, 100, 9),
    ]);
    expect(read(counters, 7, 2, 100)).toEqual([0, 0]);
    expect(read(counters, 8, 7, 100)).toEqual([9, 0]);
  });
});

describe("carved live counters", () => {
  it("R34: give back what was settled last, and 0 where nobody touched", () => {
    const counters = new LiveCounters();
    expect(readCarved(counters, 7, 3, 100)).toEqual([0, 0]);
    counters.settle([carvedFigure(100, 4, 2)], 150);
    expect(readCarved(counters, 7, 3, 100)).toEqual([4, 2]);
    expect(read(counters, 7, 3, 100)).toEqual([9, 0]);
    counters.settle([carvedFigure(100, -1, 0)], 150);
    expect(readCarved(counters, 7, 3, 100)).toEqual([-1, 0]);
    expect([...counters.all()]).toEqual([carvedFigure(100, -1, 0)]);
    counters.settle([carvedFigure(100, 0, 0)], 150);
    expect(readCarved(counters, 7, 3, 100)).toEqual([0, 0]);
    expect(counters.size).toBe(1);
  });

  it("R15, R16: read 0 in a new period at once, and a late figure never touches the running one", () => {
    const counters = new LiveCounters();
    counters.settle([carvedFigure(200, 4, 2)], 210);
    counters.settle([carvedFigure(100, 9, 9)], 220);
    expect(readCarved(counters, 7, 3, 200)).toEqual([4, 2]);
    expect(readCarved(counters, 7, 3, 300)).toEqual([0, 0]);
    counters.settle([figure(7, 3, 300, 1)], 310);
    expect(readCarved(counters, 7, 3, 300)).toEqual([0, 0]);
    expect([...counters.all()]).toEqual([figure(7, 3, 300, 1)]);
  });

  it("R16: count ahead in their own period, before and after that begins", () => {
    const counters = new LiveCounters();
    counters.settle([carvedFigure(100, 4, 2), carvedFigure(200, 5, 3)], 150);
    expect(readCarved(counters, 7, 3, 100)).toEqual([4, 2]);
    expect(readCarved(counters, 7, 3, 200)).toEqual([5, 3]);
    counters.settle([], 200);
    expect(readCarved(counters, 7, 3, 200)).toEqual([5, 3]);
    expect(readCarved(counters, 7, 3, 100)).toEqual([0, 0]);
  });

  it("forget with what is dropped, all of the assignment or one entity of it", () => {
    const counters = new LiveCounters();
    counters.settle([carvedFigure(100, 4, 2)], 150);
    counters.drop(7);
    counters.settle([figure(7, 5, 100, 1)], 150);
    expect(readCarved(counters, 7, 5, 100)).toEqual([0, 0]);
    counters.drop(7);
    counters.settle([carvedFigure(100, 4, 2)], 150);
    counters.drop(7, 3);
    expect([...counters.all()]).toEqual([figure(7, 3, LIFETIME, 0)]);
    expect(readCarved(counters, 7, 3, LIFETIME)).toEqual([0, 0]);
  });

  it("refuse what would be carved out of a default's second entity", () => {
    const counters = new LiveCounters();
    counters.settle([figure(7, 1, 100, 1)], 150);
    expect(() => counters.settle([carvedFigure(100, 4, 2)], 150)).toThrow("own assignment");
  });
});

/** The same by one map of everything: a period older than the newest begun one reads 0. */
class PlainCounters {
  readonly figures = new Map<string, CounterFigure>();
  readonly begun = new Map<string, number>();

  settle(settled: readonly CounterFigure[], now: number): void {
    for (const one of settled) this.figures.set(`${pairOf(one)} ${one.periodStart}`, one);
    for (const one of this.figures.values()) {
      const begun = this.begun.get(pairOf(one)) ?? LIFETIME;
      if (one.periodStart <= now && one.periodStart >= begun) this.begun.set(pairOf(one), one.periodStart);
    }
    for (const [text, one] of this.figures) {
      if (one.periodStart < (this.begun.get(pairOf(one)) ?? LIFETIME)) this.figures.delete(text);
    }
  }

  drop(assignment: number): void {
    for (const [text, one] of this.figures) if (one.assignment === assignment) this.figures.delete(text);
    for (const pair of this.begun.keys()) if (pair.startsWith(`${assignment} `)) this.begun.delete(pair);
  }
}

const pairOf = (one: { assignment: number; entity: number }): string => `${one.assignment} ${one.entity}`;

type Step = { readonly figures: readonly CounterFigure[]; readonly now: number } | { readonly dropped: number };

const starts = fc.constantFrom(LIFETIME, 0, 10, 20, 30, 40);
const figures = fc.record({
  assignment: fc.integer({ min: 1, max: 4 }),
  entity: fc.integer({ min: 1, max: 150 }),
  periodStart: starts,
  used: fc.integer({ min: -100, max: 100 }),
  held: fc.integer({ min: 0, max: 9 }),
  uncarved: fc.constant(0),
  excess: fc.constant(0),
});
/** Own assignments, each at its one entity: something may be carved out of them. */
const carved = fc
  .record({
    assignment: fc.integer({ min: 5, max: 7 }),
    periodStart: starts,
    used: fc.integer({ min: -100, max: 100 }),
    held: fc.integer({ min: 0, max: 9 }),
    uncarved: fc.integer({ min: -1, max: 2 }),
    excess: fc.integer({ min: 0, max: 1 }),
  })
  .map((one) => ({ ...one, entity: one.assignment }));
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      figures: fc.array(fc.oneof(figures, carved), { maxLength: 40 }),
      now: fc.integer({ min: 0, max: 45 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ dropped: fc.integer({ min: 1, max: 7 }) }) },
);

const sorted = (all: Iterable<CounterFigure>): string[] =>
  [...all]
    .map((one) => `${pairOf(one)} ${one.periodStart} ${one.used} ${one.held} ${one.uncarved} ${one.excess}`)
    .sort();

function play(step: Step, live: LiveCounters, plain: PlainCounters): void {
  if ("dropped" in step) {
    live.drop(step.dropped);
    plain.drop(step.dropped);
    return;
  }
  live.settle(step.figures, step.now);
  plain.settle(step.figures, step.now);
}

function expectEqual(live: LiveCounters, plain: PlainCounters, asked: readonly CounterFigure[]): void {
  expect(sorted(live.all())).toEqual(sorted(plain.figures.values()));
  expect(live.size).toBe(plain.figures.size);
  for (const one of asked) {
    const known = plain.figures.get(`${pairOf(one)} ${one.periodStart}`);
    const got = read(live, one.assignment, one.entity, one.periodStart);
    expect(got).toEqual([known?.used ?? 0, known?.held ?? 0]);
    const carvedGot = readCarved(live, one.assignment, one.entity, one.periodStart);
    expect(carvedGot).toEqual([known?.uncarved ?? 0, known?.excess ?? 0]);
  }
}

describe("live counters against one plain map", () => {
  it("agree after every step", () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 30 }), (run) => {
        const live = new LiveCounters();
        const plain = new PlainCounters();
        for (const step of run) {
          play(step, live, plain);
          expectEqual(live, plain, "dropped" in step ? [] : step.figures);
        }
      }),
      { numRuns: 300 },
    );
  });
});
