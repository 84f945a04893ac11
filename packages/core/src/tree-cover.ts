// The cover of a tree: of which capabilities and cadences an entity, or one above it, has a node-wide row already (R38).
import { assert } from "./assert.ts";
import type { CustomerState } from "./customer-state.ts";
import type { EntityTable } from "./entity-table.ts";

/** Set 0 says that an entity has no rows of its own; set 1 is the empty one. */
const NO_ROWS = 0;
const EMPTY = 1;

/** A set as the one before it and the key that came to it; there are few, as most entities of a customer have the same. */
interface KeySet {
  readonly before: number;
  readonly key: number;
  /** The set with one more key; itself where it holds the key. */
  readonly next: Map<number, number>;
}

export class TreeCover {
  readonly #parent: EntityTable["parent"];
  readonly #runs: CustomerState["entities"]["runs"];
  readonly #sets: KeySet[] = [NO_ROWS, EMPTY].map(() => ({ before: NO_ROWS, key: 0, next: new Map() }));
  readonly #setOf: Int32Array;
  #index = 0;
  #above = EMPTY;
  #own = EMPTY;
  #parentLately = 0;
  #aboveLately = EMPTY;
  /** What came of the key that was put down last: sisters mostly have one budget of the same kind. */
  #lately = { before: NO_ROWS, above: NO_ROWS, key: 0, after: NO_ROWS, isNew: false };

  /** Keeps the set of every entity of the customer in `room`, which has a zero for each. */
  constructor({ parent }: EntityTable, customer: CustomerState, room: Int32Array) {
    this.#parent = parent;
    this.#runs = customer.entities.runs;
    assert(room.length >= this.#runs.size, "the room holds every entity");
    this.#setOf = room;
  }

  /** Entities come after all that stand above them. */
  begin(entity: number): void {
    this.#index = this.#runs.indexOf(entity);
    this.#above = this.#setAbove(entity);
    this.#own = this.#above;
  }

  /** Puts a key down at the entity that was begun; whether none above it has the key. */
  adds(key: number): boolean {
    const lately = this.#lately;
    if (lately.key !== key || lately.before !== this.#own || lately.above !== this.#above) {
      lately.before = this.#own;
      lately.above = this.#above;
      lately.key = key;
      lately.after = this.#with(this.#own, key);
      lately.isNew = this.#with(this.#above, key) !== this.#above;
    }
    this.#own = lately.after;
    this.#setOf[this.#index] = lately.after;
    return lately.isNew;
  }

  /** A set is whole before the first entity below it is begun, and sisters come one after the other. */
  #setAbove(entity: number): number {
    const parent = this.#parent.get(entity);
    if (parent !== this.#parentLately) {
      this.#parentLately = parent;
      this.#aboveLately = this.#findAbove(entity);
    }
    return this.#aboveLately;
  }

  #findAbove(entity: number): number {
    for (let at = this.#parent.get(entity); at !== 0; at = this.#parent.get(at)) {
      const set = this.#setOf[this.#runs.indexOf(at)] ?? NO_ROWS;
      if (set !== NO_ROWS) return set;
    }
    return EMPTY;
  }

  #with(number: number, key: number): number {
    const set = this.#sets[number];
    const known = set?.next.get(key);
    if (known !== undefined) return known;
    const next = this.#holds(number, key) ? number : this.#sets.push({ before: number, key, next: new Map() }) - 1;
    set?.next.set(key, next);
    return next;
  }

  #holds(number: number, key: number): boolean {
    for (
      let at = this.#sets[number];
      at !== undefined;
      at = at.before === NO_ROWS ? undefined : this.#sets[at.before]
    ) {
      if (at.key === key) return true;
    }
    return false;
  }
}
