// Backfill targets: the budgets that a catalog write makes, re-keys or puts into other usage periods (R7, R11, R13, R14).
import {
  AHEAD_MAX_MS,
  type Assignment,
  type Calendar,
  type CarvedChildren,
  type CatalogChange,
  type Customer,
  type Snapshot,
  TIME_MIN,
} from "@purser/core";
import type { CarvingPlan } from "./carving-plan.ts";
import type { Engine } from "./engine.ts";

/** One assignment to be counted: at one entity, or (a default) at every entity of its type. */
export interface Target {
  readonly row: Assignment;
  /** 0: every customer that the assignment governs. */
  readonly customer: number;
  /** First ledger sequence that can matter is the one after this; +Infinity when no entry can. */
  readonly after: number;
  /** Periods that start here or later are counted. */
  readonly completeFrom: number;
  readonly calendarOf: (customer: number) => Calendar;
  /** The periods that the budgets had until now; their counters are emptied. */
  readonly calendarBefore: Calendar | null;
  /** What is carved out of the budget afterwards: what came through none of it is counted too (R34). */
  readonly children: CarvedChildren | undefined;
  /** It keeps its counters; only what is carved out of it changes. */
  readonly isRecount: boolean;
}

export interface FoundTargets {
  readonly targets: readonly Target[];
  /** Assignments whose counters go. */
  readonly dropped: readonly number[];
}

export function findTargets(
  engine: Engine,
  { changes, carving }: { readonly changes: readonly CatalogChange[]; readonly carving: CarvingPlan },
  now: number,
): FoundTargets {
  const { snapshot } = engine;
  const customers = customersAfter(changes);
  const { written, dropped } = writtenRows(changes);
  const targets = written.map((row) => targetOf(snapshot, { row, customers, children: carving.childrenOf(row) }, now));
  const counted = new Set([...dropped, ...written.map(({ number }) => number)]);
  for (const change of changes) {
    if (change.kind !== "customer" || change.before === null || change.after === null) continue;
    const moved = movedDefaults(engine, change.before, change.after);
    targets.push(...moved.filter(({ row }) => !counted.has(row.number)));
  }
  for (const { row, children } of carving.recounted()) {
    if (counted.has(row.number)) continue;
    targets.push({ ...targetOf(snapshot, { row, customers, children }, now), isRecount: true });
  }
  return { targets, dropped };
}

/** Assignments that are new or count something else than before, and those whose counters go. */
function writtenRows(changes: readonly CatalogChange[]): {
  readonly written: readonly Assignment[];
  readonly dropped: readonly number[];
} {
  const written: Assignment[] = [];
  const dropped: number[] = [];
  for (const change of changes) {
    if (change.kind !== "assignment") continue;
    const { before, after } = change;
    const isRekeyed = before !== null && (after === null || signatureOf(before) !== signatureOf(after));
    if (isRekeyed) dropped.push(before.number);
    if (after !== null && (before === null || isRekeyed)) written.push(after);
  }
  return { written, dropped };
}

/** Customers as the same write leaves them. */
function customersAfter(changes: readonly CatalogChange[]): ReadonlyMap<number, Customer> {
  const customers = new Map<number, Customer>();
  for (const { kind, after } of changes) if (kind === "customer" && after !== null) customers.set(after.number, after);
  return customers;
}

function targetOf(
  snapshot: Snapshot,
  {
    row,
    customers,
    children,
  }: {
    readonly row: Assignment;
    readonly customers: ReadonlyMap<number, Customer>;
    readonly children: CarvedChildren | undefined;
  },
  now: number,
): Target {
  const after = firstEntryBefore(snapshot, row);
  const calendarOf = (customer: number): Calendar =>
    calendarFor(snapshot, row, customers.get(customer) ?? snapshot.customers[customer]?.row);
  const completeFrom = after === Number.POSITIVE_INFINITY ? TIME_MIN : firstPeriod(row, calendarOf(row.customer), now);
  const { customer } = row;
  return { row, customer, after, completeFrom, calendarOf, calendarBefore: null, children, isRecount: false };
}

/** R14: defaults that follow their customer's zone or anchor have other periods when it gets others. */
function movedDefaults(engine: Engine, before: Customer, after: Customer): Target[] {
  if (before.timeZone === after.timeZone && before.anchor === after.anchor) return [];
  const { snapshot } = engine;
  const standing = [
    ...snapshot.environment(after.environment).defaults.values(),
    ...snapshot.customer(after.number).defaults.values(),
  ].flat();
  return standing.flatMap((number) => {
    const row = snapshot.assignment(number);
    const calendarBefore = calendarFor(snapshot, row, before);
    const calendar = calendarFor(snapshot, row, after);
    if (calendar === calendarBefore) return [];
    const { completeFrom } = row;
    const counted = { row, customer: after.number, after: 0, completeFrom, calendarOf: () => calendar, calendarBefore };
    return [{ ...counted, children: undefined, isRecount: false }];
  });
}

/**
 * The start of the running period, and of the one before while a clock that is put right may fall back into it. A default
 * that follows its customers has periods of many phases: two lengths back lies before the running one of every phase.
 */
function firstPeriod(row: Assignment, calendar: Calendar, now: number): number {
  const { start, end } = calendar.periodAt(now - AHEAD_MAX_MS);
  const isFollowing = row.entity === 0 && (row.followsAnchor || row.timeZone === null);
  return Math.max(TIME_MIN, isFollowing ? now - 2 * (end - start) : start);
}

/** The sequence after which the assignment's entries stand; +Infinity when nothing was recorded yet that it counts. */
function firstEntryBefore(snapshot: Snapshot, row: Assignment): number {
  if (row.countFrom === "now") return snapshot.assignments.has(row.number) ? row.countAfter : Number.POSITIVE_INFINITY;
  if (row.entity === 0) return 0;
  const first = row.entity > snapshot.entities.last ? 0 : snapshot.entities.firstEntry.get(row.entity);
  return first === 0 ? Number.POSITIVE_INFINITY : first - 1;
}

/** R14: a default that leaves zone or anchor out follows the customer's. */
export function calendarFor(snapshot: Snapshot, row: Assignment, customer: Customer | undefined): Calendar {
  const number = snapshot.assignments.calendarNumber({
    cadence: row.cadence,
    anchor: row.followsAnchor ? (customer?.anchor ?? null) : row.anchor,
    timeZone: row.timeZone ?? customer?.timeZone ?? "UTC",
  });
  return snapshot.assignments.calendarAt(number);
}

/** What decides which entries an assignment counts, and into which periods. */
export const signatureOf = (row: Assignment): string =>
  JSON.stringify([
    row.customer,
    row.entity,
    row.type,
    row.capability,
    row.scope,
    row.cadence,
    row.anchor,
    row.timeZone,
    row.followsAnchor,
  ]);
