// Carved moves: what an entry does to budgets that others are carved out of, beside use and hold (R34).
import {
  amountsOf,
  type ChainNode,
  type ChainRequest,
  carvedSteps,
  isComplete,
  NO_AMOUNTS,
  nodeOfBudget,
} from "@purser/core";
import type { EntryBatch } from "./entry-batch.ts";
import type { CarvedMove } from "./moved-counters.ts";
import type { NewEntry } from "./ports.ts";

export type MovingEntry = Pick<
  NewEntry,
  "customer" | "capability" | "resolved" | "timestamp" | "recordedAt" | "use" | "hold"
>;

const NONE: readonly CarvedMove[] = [];

/**
 * `budgets` are those that the entry moves; it isn't in the counters yet. The ledger then holds the plan to the figures
 * of every budget that is carved out of another: what that one needs depends on them.
 */
export function carvedMoves(
  batch: EntryBatch,
  entry: MovingEntry,
  budgets: readonly ChainNode[],
): readonly CarvedMove[] {
  const { snapshot } = batch.engine;
  const customer = snapshot.customer(entry.customer);
  const change = entry.use + entry.hold;
  if (customer.carved.size === 0 || change === 0) return NONE;
  const { capability, resolved: set, timestamp: now, recordedAt: today } = entry;
  const nodes = concerned({ snapshot, customer, capability, set, now, today }, budgets);
  if (nodes.size === 0) return NONE;
  batch.plan([...nodes.values()]);
  const carving = snapshot.carving(customer);
  const figures = {
    carving,
    amounts: (assignment: number) => {
      const node = nodes.get(assignment);
      return node === undefined ? NO_AMOUNTS : amountsOf(node);
    },
    usageLimit: (assignment: number) => snapshot.assignments.usageLimit.get(assignment),
  };
  const moved = new Map(
    budgets.filter((node) => nodes.get(node.assignment) === node).map((node) => [node.assignment, change]),
  );
  const steps = carvedSteps(figures, moved, set);
  for (const [assignment, node] of nodes) if (carving.parentOf.has(assignment)) batch.counters.expect(node);
  return steps.flatMap(({ assignment, uncarved, excess }) => {
    const node = nodes.get(assignment);
    return node === undefined ? [] : [{ node, uncarved, excess }];
  });
}

/** Those of the moved budgets that carving concerns, in usage periods that go on, and all that they are carved out of. */
function concerned(request: ChainRequest, budgets: readonly ChainNode[]): Map<number, ChainNode> {
  const { snapshot, customer, today = request.now } = request;
  const { parentOf, childrenOf } = snapshot.carving(customer);
  const nodes = new Map<number, ChainNode>();
  for (const node of budgets) {
    const { assignment, period } = node;
    if (period === null || period.end <= today || !isComplete(snapshot, node)) continue;
    if (parentOf.has(assignment) || childrenOf.has(assignment)) nodes.set(assignment, node);
  }
  for (const assignment of [...nodes.keys()]) {
    for (let at = parentOf.get(assignment); at !== undefined && !nodes.has(at); at = parentOf.get(at)) {
      nodes.set(at, nodeOfBudget(request, at));
    }
  }
  return nodes;
}
