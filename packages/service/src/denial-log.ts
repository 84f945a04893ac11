// The denial log: per budget and usage period what was denied, counted in memory and flushed every second (R25).
import type { Capability, ChainNode, CustomerState, Decision } from "@purser/core";
import type { CounterKey, Denial, DenialRecord } from "./ports.ts";

/** R25: records kept in memory; beyond it the oldest is written out and forgotten. */
const RECORDS_MAX = 100_000;
const RECENT_MAX = 10;

interface Kept {
  key: CounterKey;
  customer: number;
  capability: number;
  count: number;
  firstAt: number;
  lastAt: number;
  recent: Denial[];
}

export interface DeniedRequest {
  readonly customer: CustomerState;
  readonly capability: Capability;
  /** In units. */
  readonly requested: number;
  readonly decision: Decision;
  readonly now: number;
  /** Nodes of entities above it belong to nobody yet: a check has only imagined them. */
  readonly lastEntity: number;
}

export class DenialLog {
  readonly #records = new Map<string, Kept>();
  readonly #dirty = new Set<string>();
  readonly #evicted: Kept[] = [];

  /** Notes the denial at every budget that denied. */
  record(request: DeniedRequest, chains: readonly ChainNode[][]): void {
    for (const [at, chain] of chains.entries()) {
      for (const [index, node] of chain.entries()) {
        const report = request.decision.chains[at]?.[index];
        if (report === undefined || report.isGranted || node.entity > request.lastEntity) continue;
        this.#note(request, node);
      }
    }
  }

  /** The records whose figures changed since they were last taken, for writing. */
  take(): DenialRecord[] {
    const taken = [...this.#dirty].flatMap((text) => this.#records.get(text) ?? []).concat(this.#evicted.splice(0));
    this.#dirty.clear();
    return taken.map(frozen);
  }

  /** Puts records back whose writing failed. */
  untake(records: readonly DenialRecord[]): void {
    for (const record of records) if (this.#records.has(textOf(record))) this.#dirty.add(textOf(record));
  }

  /** Goes on from what was written before a restart. */
  restore(record: DenialRecord): void {
    const { assignment, entity, periodStart, ...rest } = record;
    this.#put({ ...rest, key: { assignment, entity, periodStart }, recent: [...record.recent] });
  }

  get(key: CounterKey): DenialRecord | undefined {
    const kept = this.#records.get(textOf(key));
    return kept === undefined ? undefined : frozen(kept);
  }

  of(customer: number): DenialRecord[] {
    return [...this.#records.values()].filter((kept) => kept.customer === customer).map(frozen);
  }

  get size(): number {
    return this.#records.size;
  }

  #note(request: DeniedRequest, node: ChainNode): void {
    const key = { assignment: node.assignment, entity: node.entity, periodStart: node.period?.start ?? 0 };
    const text = textOf(key);
    const kept = this.#records.get(text) ?? this.#fresh(request, key);
    kept.count += 1;
    kept.lastAt = request.now;
    kept.recent.push({
      at: request.now,
      requestId: request.decision.requestId,
      requested: request.requested,
      used: node.used,
      held: node.held,
      usageLimit: node.usageLimit,
      reason: request.requested > node.usageLimit ? "RequestedUsageExceedsLimit" : "BudgetExceeded",
    });
    if (kept.recent.length > RECENT_MAX) kept.recent.shift();
    this.#dirty.add(text);
  }

  #fresh(request: DeniedRequest, key: CounterKey): Kept {
    const kept = {
      key,
      customer: request.customer.row.number,
      capability: request.capability.number,
      count: 0,
      firstAt: request.now,
      lastAt: request.now,
      recent: [],
    };
    this.#put(kept);
    return kept;
  }

  #put(kept: Kept): void {
    if (this.#records.size >= RECORDS_MAX) this.#evictOldest();
    this.#records.set(textOf(kept.key), kept);
  }

  #evictOldest(): void {
    for (const [text, kept] of this.#records) {
      this.#records.delete(text);
      if (this.#dirty.delete(text)) this.#evicted.push(kept);
      return;
    }
  }
}

const textOf = (key: CounterKey): string => `${key.assignment} ${key.entity} ${key.periodStart}`;

const frozen = ({ key, ...rest }: Kept): DenialRecord => ({ ...key, ...rest, recent: [...rest.recent] });
