// Folding counters: no counter is kept; every figure is R13's sentence, read afresh from all entries.
import { type ChainNode, countsAt, type LedgerEntry, nodeOfBudget, plainLoadOf, type Snapshot } from "@purser/core";
import type { CounterFigure, Counters } from "@purser/service";

export class FoldingCounters implements Counters {
  readonly #snapshot: Snapshot;
  readonly #entries: () => readonly LedgerEntry[];

  constructor(snapshot: Snapshot, entries: () => readonly LedgerEntry[]) {
    this.#snapshot = snapshot;
    this.#entries = entries;
  }

  read(nodes: Iterable<ChainNode>): void {
    const entries = this.#entries();
    for (const node of nodes) this.#fold(node, entries);
  }

  #fold(node: ChainNode, entries: readonly LedgerEntry[]): void {
    node.used = 0;
    node.held = 0;
    if (node.carved !== null) node.carved.uncarved = 0;
    if (node.assignment === 0) return;
    for (const entry of entries) {
      if (!countsAt(this.#snapshot, entry, node)) continue;
      node.used += entry.use;
      node.held += entry.hold;
      const { carved } = node;
      const isThrough = carved === null || entry.resolved.some((entity) => carved.children.entities.has(entity));
      if (!isThrough) carved.uncarved += entry.use + entry.hold;
    }
    if (node.carved === null) return;
    node.carved.excess = this.#excessOf(node, entries);
    for (const child of node.carved.raised) this.#fold(child.node, entries);
  }

  /** R34: what the budgets that are carved out of the node's need beyond their limits. */
  #excessOf({ carved, period, entity }: ChainNode, entries: readonly LedgerEntry[]): number {
    const { assignments, entities } = this.#snapshot;
    const customer = this.#snapshot.customer(entities.customer.get(entity));
    let excess = 0;
    for (const number of carved?.children.assignments ?? []) {
      const capability = assignments.capability.get(number);
      const now = Math.max(0, period?.start ?? 0);
      const child = nodeOfBudget({ snapshot: this.#snapshot, customer, capability, set: [], now }, number);
      this.#fold(child, entries);
      excess += Math.max(0, plainLoadOf(child) - assignments.usageLimit.get(number));
    }
    return excess;
  }

  settle(): void {}

  drop(): void {}

  *all(): Iterable<CounterFigure> {}

  readonly size = 0;
}
