// The denial log: per budget and usage period what was denied, counted in memory and flushed every second (R25).
import {
  type AccessDeniedReason,
  type Capability,
  type ChainNode,
  type CustomerState,
  type Decision,
  deniedReason,
  type Enforcement,
  type Erasure,
  erasedDenials,
  type Node,
  requestedOf,
} from "@purser/core";
import type { DeniedAsking } from "./denied-asking.ts";
import type { CounterKey, Denial, DenialRecord } from "./ports.ts";

/** R25: records kept in memory; beyond it the oldest is written out and forgotten. */
const RECORDS_MAX = 100_000;
const RECENT_MAX = 10;

interface Kept {
  readonly key: CounterKey;
  readonly customer: number;
  readonly capability: number;
  count: number;
  firstAt: number;
  lastAt: number;
  recent: Denial[];
  /** Whether it includes what was written of it before this process, or before it was forgotten. */
  isWhole: boolean;
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
  /** By how much the load of a node grows where that isn't `requested`; 0 or less: it doesn't deny. */
  readonly growth?: ReadonlyMap<ChainNode, number> | undefined;
  /** What it is explained from later: the same to every call. */
  asking(): DeniedAsking;
}

/** What was denied since the start, each budget of a request by itself; of a shadow: what it would have denied. */
export interface DenialTotal {
  readonly reason: AccessDeniedReason;
  readonly enforcement: Enforcement;
  count: number;
}

export class DenialLog {
  readonly #totals = new Map<string, DenialTotal>();
  readonly #records = new Map<string, Kept>();
  readonly #dirty = new Set<string>();
  /** Texts of records that don't include yet what was written of them before. */
  readonly #incomplete = new Set<string>();
  /** Of this process: what was read before one may be completed after it. */
  readonly #erased: Erasure[] = [];
  /** Forgotten here as soon as they are written: no more than one second can deny. */
  readonly #leaving = new Map<string, Kept>();

  /** Notes the request at every budget that denied it, and at shadow budgets that would have, each once. */
  record(request: DeniedRequest, chains: readonly ChainNode[][]): void {
    const noted = new Set<ChainNode>();
    for (const [at, chain] of chains.entries()) {
      for (const [index, node] of chain.entries()) {
        const report = request.decision.chains[at]?.[index];
        if (report === undefined || !isNoted(report) || node.entity > request.lastEntity || noted.has(node)) continue;
        if (request.growth !== undefined && requestedOf(request, node) === 0) continue;
        noted.add(node);
        this.#note(request, node);
      }
    }
  }

  /** Records that were written before and don't include it yet. */
  incomplete(): DenialRecord[] {
    return [...this.#incomplete].flatMap((text) => {
      const kept = this.#records.get(text) ?? this.#leaving.get(text);
      return kept === undefined ? [] : [frozen(kept)];
    });
  }

  /** Adds what was written of a record before; null when nothing was. */
  complete(key: CounterKey, written: DenialRecord | null): void {
    this.#incomplete.delete(textOf(key));
    const kept = this.#records.get(textOf(key)) ?? this.#leaving.get(textOf(key));
    if (kept === undefined || kept.isWhole) return;
    kept.isWhole = true;
    if (written === null) return;
    const { count, firstAt, recent } = joined({ ...written, recent: this.#erasedSince(written) }, frozen(kept));
    Object.assign(kept, { count, firstAt, recent: [...recent] });
  }

  get isDirty(): boolean {
    return this.#dirty.size + this.#leaving.size > 0;
  }

  /** The whole records whose figures changed since they were last taken, for writing. */
  take(): DenialRecord[] {
    const taken: Kept[] = [];
    for (const text of this.#dirty) {
      const kept = this.#records.get(text);
      if (kept?.isWhole === true) taken.push(kept);
    }
    for (const kept of taken) this.#dirty.delete(textOf(kept.key));
    for (const [text, kept] of this.#leaving) {
      if (!kept.isWhole) continue;
      taken.push(kept);
      this.#leaving.delete(text);
    }
    return taken.map(frozen);
  }

  /** Puts records back whose writing failed. */
  untake(records: readonly DenialRecord[]): void {
    for (const record of records) {
      const text = textOf(record);
      if (this.#records.has(text)) this.#dirty.add(text);
      else this.#leaving.set(text, keptOf(record));
    }
  }

  /** R42: nobody's id is left in what was imagined for a denial, nor in what is still to be completed. */
  erase(erasure: Erasure): void {
    this.#erased.push(erasure);
    for (const kept of [...this.#leaving.values(), ...this.#records.values()]) {
      if (kept.customer === erasure.customer) kept.recent = erasedDenials(kept.recent, erasure) ?? kept.recent;
    }
  }

  #erasedSince({ customer, recent }: DenialRecord): readonly Denial[] {
    let left = recent;
    for (const erasure of this.#erased) {
      if (erasure.customer === customer) left = erasedDenials(left, erasure) ?? left;
    }
    return left;
  }

  /** The customer's records: each as it stands here, joined with `written` where that is not in it yet. */
  of(customer: number, written: readonly DenialRecord[]): DenialRecord[] {
    const records = new Map(written.map((record) => [textOf(record), record]));
    for (const kept of [...this.#leaving.values(), ...this.#records.values()]) {
      if (kept.customer !== customer) continue;
      const text = textOf(kept.key);
      const before = kept.isWhole ? undefined : records.get(text);
      records.set(text, before === undefined ? frozen(kept) : joined(before, frozen(kept)));
    }
    return [...records.values()];
  }

  get size(): number {
    return this.#records.size;
  }

  totals(): Iterable<DenialTotal> {
    return this.#totals.values();
  }

  #count(reason: AccessDeniedReason, enforcement: Enforcement): void {
    const text = `${reason} ${enforcement}`;
    const total = this.#totals.get(text) ?? { reason, enforcement, count: 0 };
    total.count += 1;
    this.#totals.set(text, total);
  }

  #note(request: DeniedRequest, node: ChainNode): void {
    const key = { assignment: node.assignment, entity: node.entity, periodStart: node.period?.start ?? 0 };
    const text = textOf(key);
    const kept = this.#records.get(text) ?? this.#fresh(request, key);
    const requested = requestedOf(request, node);
    const reason = deniedReason(node, requested);
    this.#count(reason, node.enforcement);
    kept.count += 1;
    kept.lastAt = request.now;
    kept.recent.push({
      at: request.now,
      requestId: request.decision.requestId,
      requested,
      used: node.used,
      held: node.held,
      usageLimit: node.usageLimit,
      reason,
      asking: request.asking(),
    });
    if (kept.recent.length > RECENT_MAX) kept.recent.shift();
    this.#dirty.add(text);
  }

  #fresh(request: DeniedRequest, key: CounterKey): Kept {
    const text = textOf(key);
    const kept = this.#leaving.get(text) ?? {
      key,
      customer: request.customer.row.number,
      capability: request.capability.number,
      count: 0,
      firstAt: request.now,
      lastAt: request.now,
      recent: [],
      isWhole: false,
    };
    if (!kept.isWhole) this.#incomplete.add(text);
    this.#leaving.delete(text);
    if (this.#records.size >= RECORDS_MAX) this.#forgetOldest();
    this.#records.set(text, kept);
    return kept;
  }

  #forgetOldest(): void {
    for (const [text, kept] of this.#records) {
      this.#records.delete(text);
      if (this.#dirty.delete(text)) this.#leaving.set(text, kept);
      return;
    }
  }
}

/** R25: shadow uses the same record. */
const isNoted = ({ isGranted, enforcement, exceedsLimit }: Node): boolean =>
  !isGranted || (enforcement === "shadow" && exceedsLimit);

export const textOf = (key: CounterKey): string => `${key.assignment} ${key.entity} ${key.periodStart}`;

const frozen = ({ key, isWhole: _, ...rest }: Kept): DenialRecord => ({ ...key, ...rest, recent: [...rest.recent] });

const keptOf = ({ assignment, entity, periodStart, ...rest }: DenialRecord): Kept => ({
  ...rest,
  key: { assignment, entity, periodStart },
  recent: [...rest.recent],
  isWhole: true,
});

/** Two stretches of one record, the earlier first. */
const joined = (before: DenialRecord, after: DenialRecord): DenialRecord => ({
  ...after,
  count: before.count + after.count,
  firstAt: before.firstAt,
  recent: [...before.recent, ...after.recent].slice(-RECENT_MAX),
});
