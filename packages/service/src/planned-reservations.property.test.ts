// Open and planned reservations agree with plain lists: who is open, how many, where, and who expires first.
import type { Reservation } from "@purser/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { OpenReservations } from "./open-reservations.ts";
import { PlannedReservations } from "./planned-reservations.ts";

const CUSTOMERS = [1, 2] as const;
const ENTITIES = [1, 2, 3] as const;
const EXPIRIES_MAX = 5_000;

const step = fc.oneof(
  fc.record({
    kind: fc.constant("open" as const),
    customer: fc.constantFrom(...CUSTOMERS),
    resolved: fc.uniqueArray(fc.constantFrom(...ENTITIES), { minLength: 1 }),
    expiresAt: fc.integer({ min: 0, max: EXPIRIES_MAX }),
  }),
  fc.record({ kind: fc.constant("end" as const), which: fc.nat() }),
  fc.record({
    kind: fc.constant("extend" as const),
    which: fc.nat(),
    expiresAt: fc.integer({ min: 0, max: EXPIRIES_MAX }),
  }),
  /** The transaction is durable, or comes to nothing. */
  fc.record({ kind: fc.constant("close" as const), isDurable: fc.boolean() }),
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const reservation = (number: number, opened: Extract<Step, { kind: "open" }>): Reservation => ({
  number,
  customer: opened.customer,
  state: "open",
  items: [],
  resolved: opened.resolved,
  paths: [],
  timestamp: 0,
  opened: number,
  openedAt: 0,
  expiresAt: opened.expiresAt,
  parent: 0,
  depth: 1,
  firstOpenedAt: 0,
  dimensions: null,
  named: null,
  metadata: null,
  isLate: false,
  commitContent: null,
});

/** Plain lists beside the real ones. */
class Play {
  readonly open = new OpenReservations();
  planned = new PlannedReservations(this.open);
  durable: readonly Reservation[] = [];
  now: readonly Reservation[] = [];

  take(step: Step): void {
    if (step.kind === "open") return this.#open(step);
    if (step.kind === "close") return this.#close(step.isDurable);
    const standing = this.now[step.which % Math.max(1, this.now.length)];
    if (standing === undefined) return;
    const after =
      step.kind === "end" ? { ...standing, state: "released" as const } : { ...standing, expiresAt: step.expiresAt };
    this.planned.change(standing, after);
    this.now = this.now.flatMap((one) => (one !== standing ? one : after.state === "open" ? after : []));
  }

  #open(opened: Extract<Step, { kind: "open" }>): void {
    const made = reservation(this.planned.nextNumber, opened);
    this.planned.open(made);
    this.now = [...this.now, made];
  }

  #close(isDurable: boolean): void {
    if (isDurable) this.open.apply(this.planned.changes());
    this.durable = isDurable ? this.now : this.durable;
    this.now = this.durable;
    this.planned = new PlannedReservations(this.open);
  }

  compare(): void {
    const numbers = (of: Iterable<Reservation>): number[] => [...of].map(({ number }) => number).sort((a, b) => a - b);
    for (const customer of CUSTOMERS) {
      const own = this.now.filter((one) => one.customer === customer);
      expect(numbers(this.planned.of(customer))).toEqual(numbers(own));
      expect(this.planned.countOf(customer)).toBe(own.length);
    }
    for (const entity of ENTITIES) {
      expect(this.planned.countAt(entity)).toBe(this.now.filter(({ resolved }) => resolved.includes(entity)).length);
    }
    for (const one of this.now) expect(this.planned.get(one.number)).toEqual(one);
    expect(this.open.size).toBe(this.durable.length);
    const half = EXPIRIES_MAX / 2;
    const due = this.durable.filter(({ expiresAt }) => expiresAt <= half);
    expect(numbers(this.open.expired(half, Number.POSITIVE_INFINITY))).toEqual(numbers(due));
  }
}

it("agree after every step, whatever becomes of the transaction", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const play = new Play();
      for (const one of steps) {
        play.take(one);
        play.compare();
      }
    }),
  );
});
