// Carved sums: R34's figures computed from what the API lists, sharing nothing with any counter or judgement of ours.
import type { System } from "@purser/testkit";
import { allOf, type BudgetShown, figuresByLedger, ledgerOf, UNITS } from "./ledger-sums.ts";

const ROWS_MAX = 1_000;

interface Row extends BudgetShown {
  readonly path: readonly string[];
  readonly cadence: string | null;
  readonly enforcement: string;
  readonly inherited: boolean;
  readonly usageLimit: number | null;
  readonly allocated: number | null;
  readonly unallocated: number | null;
  readonly available: number | null;
  readonly isCarved: boolean;
  readonly timeZone: string;
}

/** An own hard budget with a limit, in units of 10^-9. */
export interface CarvedSum {
  /** One assignment in one usage period. */
  readonly id: string;
  readonly isParent: boolean;
  /** How far uncarved + Σ need, and the limits that are carved out of it, are beyond its limit. */
  readonly excess: number;
  readonly excessOfLimits: number;
  readonly shown: Pick<Row, "allocated" | "unallocated" | "available">;
  readonly computed: Pick<Row, "allocated" | "unallocated" | "available">;
}

export async function carvedSums(system: System, customerId: string): Promise<CarvedSum[]> {
  const rows = (await rowsOf(system, customerId)).filter(isOwnLimit);
  const entries = rows.some(({ isCarved }) => isCarved) ? await ledgerOf(system, customerId) : [];
  const sums: CarvedSum[] = [];
  const loadOf = async (row: Row): Promise<{ uncarved: number; need: number; limits: number }> => {
    const children = rows.filter((each) => each.isCarved && parentOf(rows, each) === row);
    if (children.length === 0) return { uncarved: units(row.currentUsage) + units(row.heldUsage), need: 0, limits: 0 };
    const others = entries.filter(
      (entry) => !children.some(({ entityId }) => entry.resolvedEntityIds.includes(entityId)),
    );
    const { currentUsage, heldUsage } = await figuresByLedger(system, row, others);
    let [need, limits] = [0, 0];
    for (const child of children) {
      const below = await loadOf(child);
      const limit = units(child.usageLimit ?? 0);
      need += Math.max(limit, below.uncarved + below.need);
      limits += limit;
    }
    return { uncarved: units(currentUsage) + units(heldUsage), need, limits };
  };
  for (const row of rows) {
    const { uncarved, need, limits } = await loadOf(row);
    const limit = units(row.usageLimit ?? 0);
    const left = Math.max(0, limit - uncarved - need) / UNITS;
    sums.push({
      id: `${row.assignmentId} ${row.cadence} ${row.scopeEntityIds} ${row.timeZone} ${row.usagePeriodStart}`,
      isParent: rows.some((each) => each.isCarved && parentOf(rows, each) === row),
      excess: Math.max(0, uncarved + need - limit),
      excessOfLimits: Math.max(0, limits - limit),
      shown: { allocated: row.allocated, unallocated: row.unallocated, available: row.available },
      computed: { allocated: need / UNITS, unallocated: left, available: left },
    });
  }
  return sums;
}

const units = (amount: number): number => Math.round(amount * UNITS);

async function rowsOf(system: System, customerId: string): Promise<Row[]> {
  const outcome = await system.call("queryTree", { customerId, limit: ROWS_MAX });
  if (!("answer" in outcome)) return [];
  const assignments = await allOf(system, "listAssignments", customerId);
  return (outcome.answer as { readonly data: readonly Row[] }).data.map((row) => {
    const { allocation, timeZone } = assignments.find(({ id }) => id === row.assignmentId) ?? {};
    return { ...row, customerId, isCarved: allocation === "carved", timeZone: String(timeZone) };
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
