// Ledger facts: entries and names as a disk's records tell them, and figures added up from them by plain arithmetic.
import type { Assignment, CatalogChange, LedgerEntry } from "@purser/core";
import type { MemoryDisk } from "@purser/store-memory";
import { Raises } from "./raises.ts";

export type DiskRecord = ReturnType<MemoryDisk["records"]>[number];

export interface FactEntry {
  readonly sequence: number;
  readonly customerId: string;
  readonly capabilityId: string;
  readonly entry: LedgerEntry;
}

export interface Figure {
  readonly used: number;
  readonly held: number;
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
  /** By customer and capability: figures are added up for every node that is shown. */
  readonly #entriesOf = new Map<string, FactEntry[]>();
  readonly #customers = new Map<number, string>();
  readonly #capabilities = new Map<number, { readonly id: string; readonly scale: number }>();
  readonly #entities = new Map<string, number>();
  /** Assignments with countFrom "now": how many entries stood before them. */
  readonly #countedAfter = new Map<string, number>();
  /** How many entries stood before the newest change of an assignment's row. */
  readonly #changedAfter = new Map<string, number>();
  readonly #defaults = new Set<string>();
  readonly #rows = new Map<string, Assignment>();
  readonly #raises = new Raises();
  /** How many entries stood before the newest change of an exception. */
  #raisedAfter = -1;
  readonly #raised = new Set<number>();
  /** Entities by number on which something carved has ever stood. */
  readonly #carved = new Set<number>();
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

  /** Whether the assignment was written or deleted after the entry. */
  isChangedAfter(assignmentId: string | null, sequence: number): boolean {
    return (this.#changedAfter.get(assignmentId ?? "") ?? -1) >= sequence;
  }

  /** Whether the limit that a node of the assignment shows may have become another after the entry. */
  isLimitChangedAfter(assignmentId: string | null, sequence: number): boolean {
    return this.#raisedAfter >= sequence || this.isChangedAfter(assignmentId, sequence);
  }

  /** As on the wire: the limit without exceptions; null: there is none. */
  plainLimitOf({ assignmentId, capabilityId }: CountedNode): number | null {
    const units = this.#rows.get(assignmentId ?? "")?.usageLimit ?? null;
    return units === null ? null : units / 10 ** this.scaleOf(capabilityId);
  }

  /** Whether an exception was ever granted at the entity. */
  wasRaised(customerId: string, entityId: string): boolean {
    return this.#raised.has(this.#entities.get(`${customerId} ${entityId}`) ?? 0);
  }

  /** In units, with exceptions in force at the instant. */
  limitOf(customerId: string, { assignmentId, entityId }: CountedNode, at: number): number | null {
    const row = this.#rows.get(assignmentId ?? "");
    const entity = this.#entities.get(`${customerId} ${entityId}`) ?? 0;
    return row === undefined ? null : this.#raises.limitOf(row, entity, at);
  }

  /** Whether a limit of the entity was ever carved out of one above. */
  wasCarved(customerId: string, entityId: string): boolean {
    return this.#carved.has(this.#entities.get(`${customerId} ${entityId}`) ?? 0);
  }

  /** What a budget has used and held over the first `until` entries, in the capability's units. */
  figure(customerId: string, node: CountedNode, until: number): Figure {
    const members = [node.entityId, ...node.scopeEntityIds].map(
      (id) => this.#entities.get(`${customerId} ${id}`) ?? -1,
    );
    const from = instantOf(node.usagePeriodStart, Number.NEGATIVE_INFINITY);
    const to = instantOf(node.usagePeriodEnd, Number.POSITIVE_INFINITY);
    const after = this.#countedAfter.get(node.assignmentId ?? "") ?? 0;
    let used = 0;
    let held = 0;
    for (const { sequence, entry } of this.#entriesOf.get(`${customerId} ${node.capabilityId}`) ?? []) {
      if (sequence > until) break;
      if (entry.timestamp < from || entry.timestamp >= to || (entry.countedAs || sequence) <= after) continue;
      if (!members.every((number) => entry.resolved.includes(number))) continue;
      used += entry.use;
      held += entry.hold;
    }
    return { used, held };
  }

  #name(change: CatalogChange, position: number): void {
    if (change.kind === "assignment") this.#noteAssignment(change, position);
    if (change.kind === "exception") {
      this.#raisedAfter = position;
      this.#raised.add((change.after ?? change.before)?.entity ?? 0);
    }
    this.#raises.note(change);
    if (change.after === null) return;
    // R14: a default's calendar follows its customer's zone.
    if (change.kind === "customer") for (const id of this.#defaults) this.#changedAfter.set(id, position);
    if (change.kind === "customer") this.#customers.set(change.after.number, change.after.id);
    if (change.kind === "capability") this.#capabilities.set(change.after.number, change.after);
    if (change.kind !== "entity") return;
    const customer = this.#customers.get(change.after.customer) ?? "";
    this.#entities.set(`${customer} ${change.after.id}`, change.after.number);
  }

  #noteAssignment({ before, after }: CatalogChange & { readonly kind: "assignment" }, position: number): void {
    const id = `asg_${(after?.number ?? before?.number ?? 0).toString(36)}`;
    this.#changedAfter.set(id, position);
    if (after !== null) this.#rows.set(id, after);
    if (after?.entity === 0) this.#defaults.add(id);
    if (after?.allocation === "carved") this.#carved.add(after.entity);
    if (before === null && after?.countFrom === "now") this.#countedAfter.set(id, position);
  }

  #take({ changes, entries }: Extract<DiskRecord, { kind: "transaction" }>["transaction"]): void {
    const position = this.entries.length;
    for (const change of changes) this.#name(change, position);
    for (const entry of entries) {
      const sequence = this.entries.length + 1;
      const customerId = this.#customers.get(entry.customer) ?? "";
      const capabilityId = this.#capabilities.get(entry.capability)?.id ?? "";
      const fact = { sequence, customerId, capabilityId, entry: { ...entry, sequence } };
      this.entries.push(fact);
      const own = this.#entriesOf.get(`${customerId} ${capabilityId}`);
      if (own === undefined) this.#entriesOf.set(`${customerId} ${capabilityId}`, [fact]);
      else own.push(fact);
    }
  }
}

const instantOf = (text: string | null, otherwise: number): number => (text === null ? otherwise : Date.parse(text));
