// Past figures: what budgets held at an earlier place of the ledger, summed entry by entry as R13 and R34 say it (R41).
import { countsAt } from "./budget.ts";
import { nodeOfBudget } from "./chain.ts";
import { type ChainNode, plainLoadOf } from "./chain-node.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import { isThrough } from "./need.ts";
import type { PastCatalog } from "./past-catalog.ts";

/** What decides at which budgets an entry counts, and how much. */
export type Weight = Pick<
  LedgerEntry,
  "capability" | "timestamp" | "countedAs" | "sequence" | "resolved" | "use" | "hold"
>;

/** Holds the figures of the nodes in the nodes themselves, with those of every budget that is carved out of theirs. */
export class PastFigures {
  /** Governed nodes, each once. */
  readonly nodes: readonly ChainNode[];
  readonly #past: PastCatalog;
  readonly #today: number;
  readonly #byEntity = new Map<number, ChainNode[]>();
  /** Nodes that something is carved out of, whatever is carved out of them before them. */
  readonly #carved: { readonly node: ChainNode; readonly children: readonly ChainNode[] }[] = [];

  /** `today` is Purser's now of then. */
  constructor(past: PastCatalog, nodes: Iterable<ChainNode>, today: number) {
    this.#past = past;
    this.#today = today;
    this.nodes = [...new Set(nodes)].filter(({ assignment }) => assignment !== 0);
    for (const node of this.nodes) this.#follow(node);
    this.settle();
  }

  add(entry: Weight): void {
    const own = this.#past.translated(entry);
    if (own === null) return;
    for (const entity of own.resolved) {
      for (const node of this.#byEntity.get(entity) ?? []) {
        if (!countsAt(this.#past.snapshot, own, node)) continue;
        node.used += entry.use;
        node.held += entry.hold;
        if (node.carved === null || isThrough(node.carved.children, own.resolved)) continue;
        node.carved.uncarved += entry.use + entry.hold;
      }
    }
  }

  /** Brings the excess of what is carved up to all that was added. */
  settle(): void {
    const { assignments } = this.#past.snapshot;
    for (const { node, children } of this.#carved) {
      if (node.carved === null) continue;
      node.carved.excess = 0;
      for (const child of children) {
        node.carved.excess += Math.max(0, plainLoadOf(child) - assignments.usageLimit.get(child.assignment));
      }
    }
  }

  #follow(node: ChainNode): void {
    const standing = this.#byEntity.get(node.entity);
    if (standing === undefined) this.#byEntity.set(node.entity, [node]);
    else standing.push(node);
    const { carved } = node;
    if (carved === null) return;
    const raised = new Map(carved.raised.map((one) => [one.node.assignment, one.node]));
    const children = carved.children.assignments.map((number) => raised.get(number) ?? this.#childOf(node, number));
    for (const child of children) this.#follow(child);
    this.#carved.push({ node, children });
  }

  /** In the same usage period: its phase is the same (R33). */
  #childOf({ period }: ChainNode, assignment: number): ChainNode {
    const { snapshot, customer } = this.#past;
    const capability = snapshot.assignments.capability.get(assignment);
    const now = Math.max(0, period?.start ?? 0);
    return nodeOfBudget({ snapshot, customer, capability, set: [], now, today: this.#today }, assignment);
  }
}
