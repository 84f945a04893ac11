// The walk over a customer's tree: every active entity once, after all that stand above it (R38).
import type { CustomerState } from "./customer-state.ts";
import type { EntityTable } from "./entity-table.ts";

/**
 * By number, which is how entities lie in memory. A parent is nearly always older than its children; where it isn't, it
 * and whatever stands above it are visited ahead of their turn.
 */
export class TreeWalk {
  readonly #entities: EntityTable;
  readonly #runs: CustomerState["entities"]["runs"];
  /** Newer ones belong to writes that come to an end after the walk has begun. */
  readonly #last: number;
  #index = 0;
  readonly #ahead = new Set<number>();
  /** What is visited next, the uppermost last. */
  readonly #line: number[] = [];

  constructor(entities: EntityTable, customer: CustomerState) {
    this.#entities = entities;
    this.#runs = customer.entities.runs;
    this.#last = entities.committed;
  }

  /** 0 when all have been visited. Archived entities have archived ones below them only, so they are passed over. */
  next(): number {
    const waiting = this.#line.pop();
    if (waiting !== undefined) return waiting;
    for (;;) {
      const entity = this.#runs.at(this.#index);
      if (entity === 0 || entity > this.#last) return 0;
      this.#index += 1;
      if (this.#entities.isArchived(entity)) continue;
      if (this.#ahead.size > 0 && this.#ahead.delete(entity)) continue;
      const parent = this.#entities.parent.get(entity);
      return parent <= entity ? entity : this.#climb(entity, parent);
    }
  }

  /** What stands above an entity that was visited has been visited too. */
  #climb(entity: number, parent: number): number {
    let first = entity;
    for (let at = parent; at > entity && at <= this.#last && !this.#ahead.has(at); at = this.#entities.parent.get(at)) {
      this.#line.push(first);
      this.#ahead.add(at);
      first = at;
    }
    return first;
  }
}

/** How far below the top an entity stands, the top being 0; -1 when it doesn't. Top 0: its root. */
export function depthBelow({ parent }: EntityTable, entity: number, top: number): number {
  let depth = 0;
  for (let at = entity; at !== top; at = parent.get(at)) {
    if (at === 0) return -1;
    depth += 1;
  }
  return top === 0 ? depth - 1 : depth;
}
