// Carved weights: what is set aside in a budget, by the limits of an instant and by the needs of a usage period (R34–R36).
import { beginnings, type Exception, effectiveLimit, greatestLimit } from "./exception.ts";
import { type CarvingFigures, loadOf } from "./need.ts";

/** A catalog with figures of one usage period: as it stands, or as a write would leave it. */
export interface CarvedSide extends CarvingFigures {
  exceptionsOf(assignment: number): readonly Exception[];
}

/** Σ of the effective limits that are carved out of the budget, as of the instant. */
export function limitsAt(side: CarvedSide, budget: number, at: number): number {
  let limits = side.carving.childrenOf.get(budget)?.limits ?? 0;
  for (const child of side.carving.raisedOf.get(budget) ?? []) {
    const usageLimit = side.usageLimit(child);
    limits += effectiveLimit(side.exceptionsOf(child), { usageLimit, at }) - usageLimit;
  }
  return limits;
}

/** Now and every later instant at which Σ of the limits carved out of the budget can rise. */
export function risesOf(side: CarvedSide, budget: number, now: number): number[] {
  const raised = side.carving.raisedOf.get(budget) ?? [];
  const span = { from: now, before: Number.POSITIVE_INFINITY };
  return [now, ...raised.flatMap((child) => beginnings(side.exceptionsOf(child), span))];
}

/** What weighs on the budget from the instant to the end of the usage period: used and held, or uncarved + Σ need. */
export function weightOf(
  side: CarvedSide,
  budget: number,
  rest: { readonly from: number; readonly before: number },
): number {
  const { carving } = side;
  let weight = loadOf(carving.childrenOf.get(budget), side.amounts(budget));
  for (const child of carving.raisedOf.get(budget) ?? []) {
    const usageLimit = side.usageLimit(child);
    const greatest = greatestLimit(side.exceptionsOf(child), { usageLimit, ...rest });
    const plain = loadOf(carving.childrenOf.get(child), side.amounts(child));
    weight += Math.max(greatest, weightOf(side, child, rest)) - Math.max(usageLimit, plain);
  }
  return weight;
}
