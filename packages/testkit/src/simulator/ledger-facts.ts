// Ledger facts: entries and names as a disk's records tell them, and figures added up from them by plain arithmetic.
import type { LedgerEntry } from "@purser/core";
import type { DiskRecord } from "@purser/store-memory";

export interface FactEntry {
  readonly sequence: number;
  readonly customerId: string;
  readonly capabilityId: string;
  readonly entry: LedgerEntry;
}

/** The part of an answered node that says what it counts. */
export interface CountedNode {
  readonly capabilityId: string;
  readonly entityId: string;
  readonly assignmentId: string | null;
  readonly scopeEntityIds: readonly string[];
  readonly usagePeriodStart: string | null;
  readonly usagePeriodEnd: string | null;
}

export class LedgerFacts {
  readonly entries: FactEntry[] = [];
  readonly #customers = new Map<number, string>();
  readonly #capabilities = new Map<number, { readonly id: string; readonly scale: number }>();
  readonly #entities = new Map<string, number>();
  /** Assignments with countFrom "now": how many entries stood before them. */
  readonly #countedAfter = new Map<string, number>();
  #read = 0;

  /** Takes in what is new; a disk that lost records after a crash needs new facts. */
  read(records: readonly DiskRecord[]): void {
    for (const record of records.slice(this.#read)) if (record.kind === "transaction") this.#take(record.transaction);
    this.#read = records.length;
  }

  scaleOf(capabilityId: string): number {
    for (const { id, scale } of this.#capabilities.values()) if (id === capabilityId) return scale;
    return 0;
  }

  /** The figure of a budget over the first `until` entries, in the capability's units. */
  used(customerId: string, node: CountedNode, until: number): number {
    const members = [node.entityId, ...node.scopeEntityIds].map(
      (id) => this.#entities.get(`${customerId} ${id}`) ?? -1,
    );
    const from = instantOf(node.usagePeriodStart, Number.NEGATIVE_INFINITY);
    const to = instantOf(node.usagePeriodEnd, Number.POSITIVE_INFINITY);
    const after = this.#countedAfter.get(node.assignmentId ?? "") ?? 0;
    let used = 0;
    for (const { sequence, customerId: of, capabilityId, entry } of this.entries) {
      if (sequence > until) break;
      if (of !== customerId || capabilityId !== node.capabilityId) continue;
      if (entry.timestamp < from || entry.timestamp >= to || (entry.corrects || sequence) <= after) continue;
      if (members.every((number) => entry.resolved.includes(number))) used += entry.use;
    }
    return used;
  }

  #take({ changes, entries }: Extract<DiskRecord, { kind: "transaction" }>["transaction"]): void {
    const position = this.entries.length;
    for (const change of changes) {
      if (change.after === null) continue;
      if (change.kind === "customer") this.#customers.set(change.after.number, change.after.id);
      if (change.kind === "capability") this.#capabilities.set(change.after.number, change.after);
      if (change.kind === "entity") {
        const customer = this.#customers.get(change.after.customer) ?? "";
        this.#entities.set(`${customer} ${change.after.id}`, change.after.number);
      }
      if (change.kind === "assignment" && change.before === null && change.after.countFrom === "now") {
        this.#countedAfter.set(`asg_${change.after.number.toString(36)}`, position);
      }
    }
    for (const entry of entries) {
      const sequence = this.entries.length + 1;
      const customerId = this.#customers.get(entry.customer) ?? "";
      const capabilityId = this.#capabilities.get(entry.capability)?.id ?? "";
      this.entries.push({ sequence, customerId, capabilityId, entry: { ...entry, sequence } });
    }
  }
}

const instantOf = (text: string | null, otherwise: number): number => (text === null ? otherwise : Date.parse(text));
