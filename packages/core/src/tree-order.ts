// The order of tree rows: by a figure, nulls last either way, then by id and the rest of the natural key (R38).
import { toDecimal, utilization } from "./amount.ts";
import type { ChainNode } from "./chain-node.ts";
import { compareCadence } from "./governing-index.ts";
import { availableOf } from "./node.ts";
import type { Snapshot } from "./snapshot.ts";
import { compareText } from "./text-order.ts";

export type TreeSort = "utilization" | "currentUsage" | "usageLimit" | "available" | "scopeSize" | "id" | "createdAt";

/** Where a row stands among all others; `value` is NaN where there is none. */
export interface TreePlace {
  value: number;
  entity: number;
  /** 0 in the row of an entity without a budget. */
  capability: number;
  scope: number;
  cadence: string | null;
}

type SortValue = (snapshot: Snapshot, node: ChainNode, capability: number) => number;

/**
 * Amounts count as the doubles that answers show: decimals of 15 digits at most name distinct doubles in their own
 * order, so those of different scales compare exactly.
 */
const amountOf = ({ capabilities }: Snapshot, units: number, capability: number): number =>
  toDecimal(units, capabilities[capability]?.scale ?? 0);

const VALUES: Readonly<Record<TreeSort, SortValue>> = {
  utilization: (_, node) => utilizationOf(node),
  currentUsage: (snapshot, { assignment, used }, capability) =>
    assignment === 0 ? Number.NaN : amountOf(snapshot, used, capability),
  usageLimit: (snapshot, { usageLimit }, capability) => amountOf(snapshot, usageLimit, capability),
  available: (snapshot, node, capability) => amountOf(snapshot, availableOf(node), capability),
  scopeSize: ({ assignments }, { assignment, scope }) =>
    assignment === 0 ? Number.NaN : assignments.scopes.members(scope).length,
  id: () => 0,
  createdAt: ({ entities }, { entity }) => entities.createdAt(entity),
};

/** NaN without a limit. */
export const utilizationOf = ({ used, usageLimit }: ChainNode): number =>
  Number.isNaN(usageLimit) ? Number.NaN : (utilization(used, usageLimit) ?? Number.NaN);

/** R38: utilization shows the highest first, everything else the lowest, unless something else is asked for. */
export const isDescending = (sortBy: TreeSort, order: "asc" | "desc" | undefined): boolean =>
  order === undefined ? sortBy === "utilization" : order === "desc";

export class TreeOrder {
  readonly #snapshot: Snapshot;
  readonly #value: SortValue;
  readonly #valueSign: number;
  readonly #idSign: number;

  constructor(snapshot: Snapshot, { sortBy, isDescending: isTurned }: { sortBy: TreeSort; isDescending: boolean }) {
    this.#snapshot = snapshot;
    this.#value = VALUES[sortBy];
    this.#valueSign = isTurned ? -1 : 1;
    // Ties always stand in the same order; only an order by id turns the ids round.
    this.#idSign = isTurned && sortBy === "id" ? -1 : 1;
  }

  valueOf(node: ChainNode, capability: number): number {
    return this.#value(this.#snapshot, node, capability);
  }

  /** Below 0 when `a` comes first. */
  compare(a: TreePlace, b: TreePlace): number {
    if (a.value !== b.value) {
      if (Number.isNaN(a.value)) return Number.isNaN(b.value) ? this.#compareKeys(a, b) : 1;
      if (Number.isNaN(b.value)) return -1;
      return a.value < b.value ? -this.#valueSign : this.#valueSign;
    }
    return this.#compareKeys(a, b);
  }

  #compareKeys(a: TreePlace, b: TreePlace): number {
    const { entities, capabilities } = this.#snapshot;
    if (a.entity !== b.entity) {
      return this.#idSign * compareText(entities.ids[a.entity] ?? "", entities.ids[b.entity] ?? "");
    }
    if (a.capability !== b.capability) {
      return compareText(capabilities[a.capability]?.id ?? "", capabilities[b.capability]?.id ?? "");
    }
    return (a.scope === b.scope ? 0 : this.#compareScopes(a.scope, b.scope)) || compareCadence(a.cadence, b.cadence);
  }

  /** As chains have them (R10): node-wide first, then by size, then by ids. */
  #compareScopes(a: number, b: number): number {
    const { entities, assignments } = this.#snapshot;
    const left = assignments.scopes.ids(a, entities);
    const right = assignments.scopes.ids(b, entities);
    if (left.length !== right.length) return left.length - right.length;
    for (const [index, id] of left.entries()) {
      const order = compareText(id, right[index] ?? "");
      if (order !== 0) return order;
    }
    return 0;
  }
}
