// The order of an entity's nodes in a chain (R10).
import type { ChainNode } from "./chain-node.ts";
import { compareCadence } from "./governing-index.ts";
import type { Snapshot } from "./snapshot.ts";

/** Node-wide first, then by scope size, scope ids, cadence text, lifetime first; sorts what stands from `from` on. */
export function orderNodes(snapshot: Snapshot, nodes: ChainNode[], from: number): void {
  const ordered = nodes.slice(from).sort((a, b) => compareNodes(snapshot, a, b));
  for (const [index, node] of ordered.entries()) nodes[from + index] = node;
}

function compareNodes(snapshot: Snapshot, a: ChainNode, b: ChainNode): number {
  if (a.scope !== b.scope) {
    const { scopes } = snapshot.assignments;
    const left = scopes.ids(a.scope, snapshot.entities);
    const right = scopes.ids(b.scope, snapshot.entities);
    const order = left.length - right.length || compareIds(left, right);
    if (order !== 0) return order;
  }
  return compareCadence(a.cadence, b.cadence);
}

function compareIds(left: readonly string[], right: readonly string[]): number {
  for (const [index, id] of left.entries()) {
    const other = right[index] ?? "";
    if (id !== other) return id < other ? -1 : 1;
  }
  return 0;
}
