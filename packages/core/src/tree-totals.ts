// Totals of a tree: how much there is, and what was used, each budget's usage counted at the uppermost row that holds it (R38).
import { toDecimal } from "./amount.ts";
import type { ChainNode } from "./chain-node.ts";
import type { CustomerState } from "./customer-state.ts";
import { compareCadence } from "./governing-index.ts";
import { NODE_WIDE } from "./scope-table.ts";
import type { Snapshot } from "./snapshot.ts";
import { compareText } from "./text-order.ts";
import { TreeCover } from "./tree-cover.ts";

export interface UsageTotal {
  readonly capabilityId: string;
  readonly cadence: string | null;
  readonly entityTypeId: string;
  readonly currentUsage: number;
}

export interface TreeTotal {
  readonly rows: number;
  readonly entities: number;
  readonly overLimit: number;
  readonly usage: readonly UsageTotal[];
}

/** Sums of amounts outgrow what a double holds exactly: every full 10^15 units are counted apart. */
const CARRY = 1e15;
const CARRY_DIGITS = 15;

interface UsageSum {
  readonly capability: number;
  readonly cadence: string | null;
  readonly type: number;
  carried: number;
  units: number;
}

export class TreeTotals {
  readonly #snapshot: Snapshot;
  readonly #cover: TreeCover;
  /** By natural key without entity, then by entity type. */
  readonly #sums = new Map<number, Map<number, UsageSum>>();
  #lately: UsageSum | null = null;
  #latelyKey = 0;
  #rows = 0;
  #entities = 0;
  #overLimit = 0;

  constructor(snapshot: Snapshot, customer: CustomerState, room: Int32Array) {
    this.#snapshot = snapshot;
    this.#cover = new TreeCover(snapshot.entities, customer, room);
  }

  /** Entities come after all that stand above them. */
  beginEntity(entity: number): void {
    this.#entities += 1;
    this.#cover.begin(entity);
  }

  /** A row of the entity that was begun. */
  add(node: ChainNode, capability: number): void {
    this.#rows += 1;
    if (node.used + node.held > node.usageLimit) this.#overLimit += 1;
    if (node.assignment === 0 || node.scope !== NODE_WIDE) return;
    const key = this.#snapshot.assignments.key.get(node.assignment);
    if (!this.#cover.adds(key)) return;
    const sum = this.#sumOf(key, node, capability);
    sum.units += node.used;
    if (sum.units < CARRY) return;
    sum.units -= CARRY;
    sum.carried += 1;
  }

  #sumOf(key: number, { entity, cadence }: ChainNode, capability: number): UsageSum {
    const type = this.#snapshot.entities.type.get(entity);
    const lately = this.#lately;
    if (lately !== null && this.#latelyKey === key && lately.type === type) return lately;
    const ofKey = this.#sums.get(key) ?? new Map<number, UsageSum>();
    this.#sums.set(key, ofKey);
    const sum = ofKey.get(type) ?? { capability, cadence, type, carried: 0, units: 0 };
    ofKey.set(type, sum);
    this.#lately = sum;
    this.#latelyKey = key;
    return sum;
  }

  /** Usage in the order of capability, cadence and entity type. */
  total(): TreeTotal {
    const sums = [...this.#sums.values()].flatMap((ofKey) => [...ofKey.values()]);
    const usage = sums.map((sum) => this.#answer(sum)).sort(compareTotals);
    return { rows: this.#rows, entities: this.#entities, overLimit: this.#overLimit, usage };
  }

  #answer({ capability, cadence, type, carried, units }: UsageSum): UsageTotal {
    const { id: capabilityId, scale } = this.#snapshot.capability(capability);
    const digits = `${carried}${String(units).padStart(CARRY_DIGITS, "0")}`;
    const currentUsage = carried === 0 ? toDecimal(units, scale) : Number(`${digits}e-${scale}`);
    return { capabilityId, cadence, entityTypeId: this.#snapshot.type(type).id, currentUsage };
  }
}

const compareTotals = (a: UsageTotal, b: UsageTotal): number =>
  compareText(a.capabilityId, b.capabilityId) ||
  compareCadence(a.cadence, b.cadence) ||
  compareText(a.entityTypeId, b.entityTypeId);
