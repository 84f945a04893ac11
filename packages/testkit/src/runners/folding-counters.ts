// Folding counters: no counter is kept; every figure is R13's sentence, read afresh from all entries.
import { type ChainNode, countsAt, type LedgerEntry, type Snapshot } from "@purser/core";
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
    for (const node of nodes) {
      node.used = 0;
      node.held = 0;
      if (node.assignment === 0) continue;
      for (const entry of entries) {
        if (!countsAt(this.#snapshot, entry, node)) continue;
        node.used += entry.use;
        node.held += entry.hold;
      }
    }
  }

  settle(): void {}

  drop(): void {}

  *all(): Iterable<CounterFigure> {}

  readonly size = 0;
}
