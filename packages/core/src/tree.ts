// The governance tree: entity × budget of one customer, filtered, ordered and summed in one pass over its entities (R38).
import { type ChainNode, ungovernedNode } from "./chain-node.ts";
import type { CustomerState } from "./customer-state.ts";
import { searchFor } from "./search.ts";
import type { Snapshot } from "./snapshot.ts";
import { isInSubtree, type SeenRoots } from "./subtree.ts";
import { type BudgetFilter, TreeBudgets } from "./tree-budgets.ts";
import { TreeOrder, type TreePlace, type TreeSort, utilizationOf } from "./tree-order.ts";
import { TreePage } from "./tree-page.ts";
import { answerRow, type TreeRow, topFor } from "./tree-row.ts";
import { type TreeTotal, TreeTotals } from "./tree-totals.ts";
import { depthBelow, TreeWalk } from "./tree-walk.ts";

export interface TreeFilter extends BudgetFilter {
  /** Numbers of entity types; null = all. */
  readonly types: ReadonlySet<number> | null;
  /** null = whatever it is; else budgets without a limit don't match. */
  readonly minUtilization: number | null;
  readonly search: string | undefined;
  /** The top of the subtree, 0 for all roots; depth counts from there. */
  readonly subtree: number;
  /** What the asker may see at all: rows, totals and paths end there. */
  readonly roots: SeenRoots;
  readonly maxDepth: number | null;
  /** Whether entities without a matching budget have a row too. */
  readonly withEntities: boolean;
}

export interface TreeQuestion {
  readonly snapshot: Snapshot;
  readonly customer: CustomerState;
  readonly filter: TreeFilter;
  readonly sortBy: TreeSort;
  readonly isDescending: boolean;
  /** Only rows behind this place. */
  readonly after: TreePlace | null;
  readonly limit: number;
}

export interface TreeAnswer {
  readonly rows: readonly TreeRow[];
  /** Where the next page begins; null when there is none. */
  readonly next: TreePlace | null;
  readonly totals: TreeTotal;
}

/** A slice ends after so many entities, or budgets: some 20 µs, so that whoever gives turns is asked often enough. */
const SLICE_ENTITIES = 256;
const SLICE_BUDGETS = 256;

/**
 * One query, slice by slice: `gather` gives the budgets whose figures are to be read, `judge` weighs them. Each entity is
 * met once; a row is as it was at that moment. The catalog may change between slices.
 */
export class TreeSurvey {
  isDone = false;
  readonly #question: TreeQuestion;
  readonly #walk: TreeWalk;
  readonly #budgets: TreeBudgets;
  readonly #page: TreePage;
  readonly #totals: TreeTotals;
  readonly #isSought: ReturnType<typeof searchFor>;

  /** `room` is the survey's own while it runs: a zero to every entity of the customer. */
  constructor(question: TreeQuestion, room: Int32Array) {
    const { snapshot, customer, filter, after, limit } = question;
    this.#question = question;
    this.#walk = new TreeWalk(snapshot.entities, customer);
    this.#budgets = new TreeBudgets(snapshot, customer, filter);
    // One more than asked for tells whether there is a next page.
    this.#page = new TreePage(new TreeOrder(snapshot, question), { after, limit: limit + 1 });
    this.#totals = new TreeTotals(snapshot, customer, room);
    this.#isSought = searchFor(filter.search);
  }

  /** The budgets of the next entities in their usage periods at `now`. */
  gather(now: number): readonly ChainNode[] {
    const budgets = this.#budgets;
    budgets.begin(now);
    for (let visited = 0; visited < SLICE_ENTITIES && budgets.size < SLICE_BUDGETS; visited += 1) {
      const entity = this.#walk.next();
      if (entity === 0) {
        this.isDone = true;
        break;
      }
      if (this.#isWanted(entity)) budgets.add(entity);
    }
    return budgets.close();
  }

  /** Weighs what was gathered, its figures filled in. */
  judge(): void {
    const { entities, entityCount, ends } = this.#budgets;
    let from = 0;
    for (let index = 0; index < entityCount; index += 1) {
      const end = ends[index] ?? from;
      this.#judgeEntity(entities[index] ?? 0, from, end);
      from = end;
    }
  }

  answer(): TreeAnswer {
    const { snapshot, filter, limit } = this.#question;
    const found = this.#page.rows();
    const shown = found.slice(0, limit);
    return {
      rows: shown.map((row) => answerRow(snapshot, row, filter)),
      next: found.length > limit ? (shown.at(-1) ?? null) : null,
      totals: this.#totals.total(),
    };
  }

  #isWanted(entity: number): boolean {
    const { snapshot, filter } = this.#question;
    const { entities } = snapshot;
    if (filter.types !== null && !filter.types.has(entities.type.get(entity))) return false;
    if (filter.search !== undefined && !this.#isSought(entities.ids[entity] ?? "", entities.displayName(entity))) {
      return false;
    }
    if (!isInSubtree(entities, filter.roots, entity)) return false;
    if (filter.subtree === 0 && filter.maxDepth === null) return true;
    const depth = depthBelow(entities, entity, topFor(entities, filter, entity));
    return depth >= 0 && depth <= (filter.maxDepth ?? depth);
  }

  #judgeEntity(entity: number, from: number, end: number): void {
    const { nodes, capabilities } = this.#budgets;
    let isFound = false;
    for (let at = from; at < end; at += 1) {
      const node = nodes[at];
      if (node === undefined || !this.#isUsedEnough(node)) continue;
      if (!isFound) this.#totals.beginEntity(entity);
      isFound = true;
      this.#add(node, capabilities[at] ?? 0);
    }
    if (isFound || !this.#question.filter.withEntities) return;
    this.#totals.beginEntity(entity);
    this.#add(ungovernedNode(entity), 0);
  }

  #isUsedEnough(node: ChainNode): boolean {
    const { minUtilization } = this.#question.filter;
    return minUtilization === null || utilizationOf(node) >= minUtilization;
  }

  #add(node: ChainNode, capability: number): void {
    this.#totals.add(node, capability);
    this.#page.offer(node, capability);
  }
}
