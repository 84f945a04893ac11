// What one customer holds in memory: its entities by id, its scoped assignments and the defaults that govern its types.
import { type Carving, NO_CARVING } from "./carving.ts";
import type { Customer } from "./customer.ts";
import { EntityIndex } from "./entity-index.ts";
import type { EntityTable } from "./entity-table.ts";
import { ExceptionIndex } from "./exception-index.ts";

/** A default assignment as it governs one customer: with the calendar that the customer's zone and anchor give it. */
export interface GoverningDefault {
  readonly assignment: number;
  readonly key: number;
  readonly capability: number;
  readonly scope: number;
  readonly calendar: number;
  /** The customer's own default of the same natural key governs instead. */
  readonly isReplaced: boolean;
}

export class CustomerState {
  row: Customer;
  readonly entities: EntityIndex;
  /** How many of them came into being by being named (R6). */
  provisioned = 0;
  /** Entity → entity of the scope with the lowest number → assignments; found without walking all of an entity's scopes. */
  readonly scoped = new Map<number, Map<number, number[]>>();
  /** Entity type number → numbers of the default assignments at customer level (R7). */
  readonly defaults = new Map<number, number[]>();
  /** Numbers of its own carved assignments, dormant ones too. */
  readonly carved = new Set<number>();
  readonly exceptions = new ExceptionIndex();
  /** Idempotency key → number of the limit request filed under it. */
  readonly limitRequests = new Map<string, number>();
  /** Recording time of the customer's last entry: Purser's now never falls behind it (R16). */
  lastRecordedAt = Number.NEGATIVE_INFINITY;

  #governing = new Map<number, readonly GoverningDefault[]>();
  #governingVersion = -1;
  #carving: Carving | null = null;

  constructor(row: Customer, { ids, seed }: EntityTable) {
    this.row = row;
    this.entities = new EntityIndex(ids, seed);
  }

  /** The merged defaults of a type, from memory when nothing changed since they were merged. */
  governingDefaults(
    type: number,
    version: number,
    merge: (type: number) => readonly GoverningDefault[],
  ): readonly GoverningDefault[] {
    if (this.#governingVersion !== version) {
      this.#governing.clear();
      this.#governingVersion = version;
    }
    const known = this.#governing.get(type);
    if (known !== undefined) return known;
    const merged = merge(type);
    this.#governing.set(type, merged);
    return merged;
  }

  /** What is carved out of what, from memory when nothing changed since it was read. */
  carving(read: () => Carving): Carving {
    if (this.carved.size === 0) return NO_CARVING;
    this.#carving ??= read();
    return this.#carving;
  }

  forgetCarving(): void {
    this.#carving = null;
  }

  forgetDefaults(): void {
    this.#governingVersion = -1;
  }
}
