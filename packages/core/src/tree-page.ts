// A page of tree rows: the first so many behind a place, kept while all rows pass by once (R38).
import type { ChainNode } from "./chain-node.ts";
import type { TreeOrder, TreePlace } from "./tree-order.ts";

export interface FoundRow extends TreePlace {
  /** With the figures of when it was met. */
  readonly node: ChainNode;
}

/** A heap with the last row of the page on top: most rows come behind it and cost one comparison. */
export class TreePage {
  readonly #order: TreeOrder;
  readonly #after: TreePlace | null;
  readonly #limit: number;
  readonly #rows: FoundRow[] = [];
  readonly #offered: TreePlace = { value: 0, entity: 0, capability: 0, scope: 0, cadence: null };

  constructor(order: TreeOrder, { after, limit }: { readonly after: TreePlace | null; readonly limit: number }) {
    this.#order = order;
    this.#after = after;
    this.#limit = limit;
  }

  /** The node may change afterwards: a row that is kept keeps a copy. */
  offer(node: ChainNode, capability: number): void {
    const place = this.#offered;
    place.value = this.#order.valueOf(node, capability);
    place.entity = node.entity;
    place.capability = capability;
    place.scope = node.scope;
    place.cadence = node.cadence;
    if (this.#after !== null && this.#order.compare(place, this.#after) <= 0) return;
    const last = this.#rows[0];
    if (this.#rows.length < this.#limit || last === undefined) this.#push({ ...place, node: { ...node } });
    else if (this.#order.compare(place, last) < 0) this.#sink(0, { ...place, node: { ...node } });
  }

  /** In order. */
  rows(): readonly FoundRow[] {
    return this.#rows.toSorted((a, b) => this.#order.compare(a, b));
  }

  #push(row: FoundRow): void {
    let at = this.#rows.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.#rows[above] as FoundRow;
      if (this.#order.compare(parent, row) > 0) break;
      this.#rows[at] = parent;
      at = above;
    }
    this.#rows[at] = row;
  }

  /** Puts the row in that place, or below it where later ones stand. */
  #sink(from: number, row: FoundRow): void {
    const rows = this.#rows;
    let at = from;
    for (;;) {
      const left = rows[2 * at + 1];
      if (left === undefined) break;
      const right = rows[2 * at + 2];
      const isRight = right !== undefined && this.#order.compare(right, left) > 0;
      const later = isRight ? right : left;
      if (this.#order.compare(later, row) <= 0) break;
      rows[at] = later;
      at = 2 * at + (isRight ? 2 : 1);
    }
    rows[at] = row;
  }
}
