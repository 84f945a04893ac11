// Carved sums: R34's figures computed from what the API lists, sharing nothing with any counter or judgement of ours.
import type { System } from "@purser/testkit";
import { allOf, type BudgetShown, type Entry, figuresByLedger, ledgerOf, UNITS } from "./ledger-sums.ts";

const ROWS_MAX = 1_000;

interface Row extends BudgetShown {
  readonly path: readonly string[];
  readonly cadence: string | null;
  readonly enforcement: string;
  readonly inherited: boolean;
  /** The effective one of now. */
  readonly usageLimit: number | null;
  readonly allocated: number | null;
  readonly unallocated: number | null;
  readonly available: number | null;
  readonly isCarved: boolean;
  readonly timeZone: string;
  /** What the assignment says. */
  readonly ownLimit: number;
}

interface Exception {
  readonly entityId: string;
  readonly capabilityId: string;
  readonly scopeEntityIds: readonly string[];
  readonly cadence: string | null;
  readonly usageLimit: number | null;
  readonly amount: number | null;
  readonly from: string;
  readonly until: string | null;
  readonly revokedAt: string | null;
}

/** An own hard budget with a limit, in units of 10^-9. */
export interface CarvedSum {
  /** One assignment in one usage period. */
  readonly id: string;
  readonly isParent: boolean;
  /** How far uncarved + Σ need, and the limits that are carved out of it, are beyond its limit. */
  readonly excess: number;
  readonly excessOfLimits: number;
  /** How far uncarved + Σ need are beyond its ceiling, exceptions and all. */
  readonly overage: number;
  readonly shown: Pick<Row, "allocated" | "unallocated" | "available" | "usageLimit">;
  readonly computed: Pick<Row, "allocated" | "unallocated" | "available" | "usageLimit">;
}

/** Everything of a customer that the figures are computed from, as of now. */
interface Facts {
  readonly system: System;
  readonly rows: readonly Row[];
  readonly entries: readonly Entry[];
  readonly exceptions: readonly Exception[];
  readonly now: number;
}

/** `wall` is where the clock stands, in milliseconds. */
export async function carvedSums(system: System, customerId: string, wall: number): Promise<CarvedSum[]> {
  const rows = (await rowsOf(system, customerId)).filter(isOwnLimit);
  const entries = rows.length > 0 ? await ledgerOf(system, customerId) : [];
  const exceptions = (await allOf(system, "listExceptions", customerId)) as unknown as readonly Exception[];
  const now = Math.max(wall, ...entries.map(({ recordedAt }) => Date.parse(recordedAt)));
  const facts = { system, rows, entries, exceptions, now };
  return Promise.all(rows.map((row) => sumOf(facts, row)));
}

async function sumOf(facts: Facts, row: Row): Promise<CarvedSum> {
  const load = await loadOf(facts, row);
  const children = childrenOf(facts, row);
  const limits = children.reduce((sum, child) => sum + limitAt(facts, child, facts.now), 0);
  const [limit, ceiling] = [units(row.ownLimit), limitAt(facts, row, facts.now)];
  const { allocated, unallocated, available, usageLimit } = row;
  return {
    id: `${row.assignmentId} ${row.cadence} ${row.scopeEntityIds} ${row.timeZone} ${row.usagePeriodStart}`,
    isParent: children.length > 0,
    excess: Math.max(0, load.all - limit),
    excessOfLimits: Math.max(0, limits - limit),
    overage: Math.max(0, load.all - ceiling),
    shown: { allocated, unallocated, available, usageLimit },
    computed: {
      allocated: load.needed / UNITS,
      unallocated: Math.max(0, limit - load.all) / UNITS,
      available: Math.max(0, ceiling - load.all) / UNITS,
      usageLimit: ceiling / UNITS,
    },
  };
}

async function loadOf(facts: Facts, row: Row): Promise<{ all: number; needed: number }> {
  const children = childrenOf(facts, row);
  const isThrough = ({ resolvedEntityIds }: Entry): boolean =>
    children.some(({ entityId }) => resolvedEntityIds.includes(entityId));
  const uncarved = facts.entries.filter((entry) => !isThrough(entry));
  const { currentUsage, heldUsage } = await figuresByLedger(facts.system, row, uncarved);
  const needs = await Promise.all(
    children.map(async (child) => Math.max(greatestLimit(facts, child), (await loadOf(facts, child)).all)),
  );
  const needed = needs.reduce((sum, need) => sum + need, 0);
  return { all: units(currentUsage) + units(heldUsage) + needed, needed };
}

const childrenOf = ({ rows }: Facts, row: Row): readonly Row[] =>
  rows.filter((each) => each.isCarved && parentOf(rows, each) === row);

const units = (amount: number): number => Math.round(amount * UNITS);

function limitAt({ exceptions }: Facts, row: Row, at: number): number {
  const inForce = exceptionsOn(exceptions, row).filter(
    ({ from, until }) => Date.parse(from) <= at && (until === null || at < Date.parse(until)),
  );
  const absolute = inForce.map(({ usageLimit }) => units(usageLimit ?? 0));
  const amounts = inForce.reduce((sum, { amount }) => sum + units(amount ?? 0), 0);
  return Math.max(units(row.ownLimit), ...absolute) + amounts;
}

/** From now until the period's end. */
function greatestLimit(facts: Facts, row: Row): number {
  const end = row.usagePeriodEnd === null ? Number.POSITIVE_INFINITY : Date.parse(row.usagePeriodEnd);
  const ahead = exceptionsOn(facts.exceptions, row)
    .map(({ from }) => Date.parse(from))
    .filter((from) => from > facts.now && from < end);
  return Math.max(...[facts.now, ...ahead].map((at) => limitAt(facts, row, at)));
}

const exceptionsOn = (exceptions: readonly Exception[], row: Row): readonly Exception[] =>
  exceptions.filter(
    (each) =>
      each.revokedAt === null &&
      each.entityId === row.entityId &&
      each.capabilityId === row.capabilityId &&
      each.cadence === row.cadence &&
      scopeOf(each) === scopeOf(row),
  );

const scopeOf = ({ scopeEntityIds }: Pick<Row, "scopeEntityIds">): string => [...scopeEntityIds].sort().join(" ");

async function rowsOf(system: System, customerId: string): Promise<Row[]> {
  const outcome = await system.call("queryTree", { customerId, limit: ROWS_MAX });
  if (!("answer" in outcome)) return [];
  const assignments = await allOf(system, "listAssignments", customerId);
  return (outcome.answer as { readonly data: readonly Row[] }).data.map((row) => {
    const { allocation, timeZone, usageLimit } = assignments.find(({ id }) => id === row.assignmentId) ?? {};
    const ownLimit = Number(usageLimit ?? 0);
    return { ...row, customerId, isCarved: allocation === "carved", timeZone: String(timeZone), ownLimit };
  });
}

const isOwnLimit = ({ inherited, enforcement, usageLimit }: Row): boolean =>
  !inherited && enforcement === "hard" && usageLimit !== null;

/** Of the same periods: in the running one the bounds are those of phase and zone. */
function parentOf(rows: readonly Row[], child: Row): Row | undefined {
  const above = child.path.slice(0, -1).reverse();
  const alike = rows.filter(
    (row) =>
      row.capabilityId === child.capabilityId &&
      row.cadence === child.cadence &&
      String(row.scopeEntityIds) === String(child.scopeEntityIds) &&
      row.usagePeriodStart === child.usagePeriodStart &&
      row.usagePeriodEnd === child.usagePeriodEnd &&
      (row.cadence === null || row.timeZone === child.timeZone),
  );
  return above.flatMap((id) => alike.filter(({ entityId }) => entityId === id))[0];
}
