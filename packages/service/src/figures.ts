// Figures: fills nodes with what their budgets hold now, wherever that stands: live, durable, or only in the ledger.
import { AHEAD_MAX_MS, type ChainNode, type CustomerState, countsAt, isComplete } from "@purser/core";
import { type Engine, nowFor } from "./engine.ts";

/** Sets used and held of every node of one customer that has an assignment. */
export async function fillFigures(engine: Engine, customer: CustomerState, nodes: readonly ChainNode[]): Promise<void> {
  const now = nowFor(engine, customer);
  const live: ChainNode[] = [];
  const durable: ChainNode[] = [];
  const folded: ChainNode[] = [];
  for (const node of nodes) {
    if (node.assignment === 0 || node.period === null) continue;
    if (!isComplete(engine.snapshot, node)) folded.push(node);
    else if (node.period.end <= now) durable.push(node);
    else live.push(node);
  }
  await engine.counters.read(live);
  if (durable.length > 0) await fillDurable(engine, durable);
  if (folded.length > 0) await fillFolded(engine, folded, { customer: customer.row.number, until: engine.queue.head });
}

async function fillDurable(engine: Engine, nodes: readonly ChainNode[]): Promise<void> {
  const keys = nodes.map((node) => ({
    assignment: node.assignment,
    entity: node.entity,
    periodStart: node.period?.start ?? 0,
  }));
  const figures = await engine.ledger.counters(keys);
  for (const [index, node] of nodes.entries()) {
    node.used = figures[index]?.used ?? 0;
    node.held = figures[index]?.held ?? 0;
  }
}

/** Periods that ended before their assignment was written have no counter: R13's sum is read from the ledger. */
export async function fillFolded(
  engine: Engine,
  nodes: readonly ChainNode[],
  range: { readonly customer: number; readonly until: number },
): Promise<void> {
  for (const node of nodes) {
    node.used = 0;
    node.held = 0;
  }
  const start = Math.min(...nodes.map((node) => node.period?.start ?? 0));
  const after = start === Number.NEGATIVE_INFINITY ? 0 : await engine.ledger.sequenceBefore(start - AHEAD_MAX_MS);
  for await (const slice of engine.ledger.scan({ ...range, after })) {
    for (const entry of slice) {
      for (const node of nodes) {
        if (!countsAt(engine.snapshot, entry, node)) continue;
        node.used += entry.use;
        node.held += entry.hold;
      }
    }
  }
}
