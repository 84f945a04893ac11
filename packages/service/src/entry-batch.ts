// An entry batch: the plan of one transaction that appends entries, made on the snapshot of its moment (page 3, Writing).
import {
  type CatalogChange,
  type ChainNode,
  type CounterAmounts,
  type CustomerState,
  type EnvironmentState,
  type Fault,
  isComplete,
  type LedgerEntry,
} from "@purser/core";
import { carvedMoves } from "./carved-moves.ts";
import type { Engine } from "./engine.ts";
import { type CarvedMove, MovedCounters } from "./moved-counters.ts";
import { putNewCustomer } from "./new-customer.ts";
import { PlannedReservations } from "./planned-reservations.ts";
import type { KeyClaim, NewEntry, TakenKey, Transaction } from "./ports.ts";

/** What refusals of earlier plans have told: keys that stand already, and figures the live counters don't hold. */
export class BatchKnowledge {
  readonly taken = new Map<string, TakenKey>();
  readonly figures = new Map<string, CounterAmounts>();
}

/** One request that the transaction records under one key, or under none; its entries are `firstEntry` and following. */
export interface RecordedEvent {
  readonly customer: CustomerState;
  readonly content: string;
  readonly firstEntry: number;
  /** Sequence of its first entry once the batch is durable, 0 before. */
  sequence: number;
  readonly uses: readonly { readonly entry: NewEntry; readonly budgets: readonly ChainNode[] }[];
}

/** Its entries as the ledger has them, once the batch is durable. */
export const entriesOf = (event: RecordedEvent): LedgerEntry[] =>
  event.uses.map(({ entry }, index) => ({ ...entry, sequence: event.sequence + index }));

export class EntryBatch {
  readonly entries: NewEntry[] = [];
  readonly keys: KeyClaim[] = [];
  readonly recorded: RecordedEvent[] = [];
  readonly knowledge: BatchKnowledge;
  readonly counters: MovedCounters;
  readonly reservations: PlannedReservations;
  /** What is left of entries that this batch corrects, in units. */
  readonly left = new Map<number, number>();
  readonly engine: Engine;
  readonly #byKey = new Map<string, RecordedEvent>();
  /** Only entries that move something carved. */
  readonly #carved = new Map<NewEntry, readonly CarvedMove[]>();
  readonly #lastEntity: number;
  readonly #lastCustomer: number;
  readonly #firstEntries = new Map<number, number>();

  constructor(engine: Engine, knowledge: BatchKnowledge) {
    this.engine = engine;
    this.knowledge = knowledge;
    this.counters = new MovedCounters(knowledge.figures);
    this.reservations = new PlannedReservations(engine.reservations);
    this.#lastEntity = engine.snapshot.entities.last;
    this.#lastCustomer = engine.snapshot.customers.length - 1;
  }

  /** The customer, put into the snapshot uncommitted when it is new (R12). */
  customer(environment: EnvironmentState, id: string): CustomerState {
    const known = environment.customers.get(id);
    if (known !== undefined) return known;
    putNewCustomer(this.engine, environment, id);
    const made = environment.customers.get(id);
    if (made === undefined) throw new Error("a customer just put into the snapshot is there");
    return made;
  }

  /** Runs one event's plan; when it is refused, all that it put into the snapshot is taken back. */
  attempt<T>(plan: () => T | Fault, isRefusal: (result: T | Fault) => boolean): T | Fault {
    const { snapshot } = this.engine;
    const lastEntity = snapshot.entities.last;
    const lastCustomer = snapshot.customers.length - 1;
    const result = plan();
    if (isRefusal(result)) this.#truncate(lastEntity, lastCustomer);
    return result;
  }

  /** The event in this batch that already stands under the key. */
  standing(customer: CustomerState, hash: string): RecordedEvent | undefined {
    return this.#byKey.get(keyText(customer, hash));
  }

  taken(customer: CustomerState, hash: string): TakenKey | undefined {
    return this.knowledge.taken.get(keyText(customer, hash));
  }

  /** Looks the key up in the transaction although the event would be refused: it may be a repeat (R21). */
  probe(customer: CustomerState, hash: string): void {
    // A customer that is new in this batch has no keys yet.
    if (customer.row.number > this.#lastCustomer) return;
    this.keys.push({ customer: customer.row.number, hash, content: "", firstEntry: 0, entryCount: 0 });
  }

  /** Sets the figures of the nodes to those after all that the batch has planned so far. */
  plan(nodes: readonly ChainNode[]): void {
    // Where live figures lag or come later, the ledger refuses the move and the plan is made again with its figures.
    void this.engine.counters.read(nodes);
    for (const node of nodes) this.counters.plan(node);
  }

  /** Sequence that the next entry will have. */
  get nextSequence(): number {
    return this.engine.queue.head + this.entries.length + 1;
  }

  record(event: RecordedEvent, hash: string | null): void {
    for (const { entry, budgets } of event.uses) this.#append(entry, budgets);
    this.recorded.push(event);
    if (hash === null) return;
    this.#byKey.set(keyText(event.customer, hash), event);
    this.keys.push({
      customer: event.customer.row.number,
      hash,
      content: event.content,
      firstEntry: event.firstEntry,
      entryCount: event.uses.length,
    });
  }

  #append(entry: NewEntry, budgets: readonly ChainNode[]): void {
    for (const entity of entry.resolved) {
      if (this.engine.snapshot.entities.firstEntry.get(entity) > 0 || this.#firstEntries.has(entity)) continue;
      this.#firstEntries.set(entity, this.entries.length);
    }
    this.entries.push(entry);
    const carved = carvedMoves(this, entry, budgets);
    for (const node of budgets) if (isComplete(this.engine.snapshot, node)) this.counters.move(node, entry);
    for (const move of carved) this.counters.moveCarved(move);
    if (carved.length > 0) this.#carved.set(entry, carved);
  }

  get isEmpty(): boolean {
    return this.keys.length === 0 && this.entries.length === 0 && this.reservations.isEmpty;
  }

  transaction(at: number, actor: string): Transaction {
    return {
      at,
      actor,
      changes: this.#changes(),
      keys: this.keys,
      entries: this.entries,
      moves: this.counters.moves(),
      reservations: this.reservations.changes(),
      firstEntries: [...this.#firstEntries],
      dropped: [],
      figures: [],
      denials: [],
    };
  }

  /** Makes the committed plan the state of the snapshot and the live counters; returns how many rows the catalog gained. */
  settle(head: number, moved: readonly CounterAmounts[]): number {
    const { snapshot, counters } = this.engine;
    const first = head - this.entries.length + 1;
    snapshot.entities.committed = snapshot.entities.last;
    for (const [entity, entry] of this.#firstEntries) snapshot.entities.firstEntry.set(entity, first + entry);
    const figures = this.counters.settle(moved);
    let now = Number.NEGATIVE_INFINITY;
    for (const { customer, recordedAt } of this.entries) {
      snapshot.customer(customer).lastRecordedAt = recordedAt;
      now = Math.max(now, recordedAt);
    }
    counters.settle(figures, now);
    this.engine.reservations.apply(this.reservations.changes());
    for (const event of this.recorded) event.sequence = first + event.firstEntry;
    this.#figuresAfterEach();
    return snapshot.customers.length - 1 - this.#lastCustomer + snapshot.entities.last - this.#lastEntity;
  }

  /** Takes back everything that the plan put into the snapshot. */
  abandon(): void {
    this.#truncate(this.#lastEntity, this.#lastCustomer);
  }

  learn(taken: readonly TakenKey[]): void {
    for (const one of taken) {
      const claim = this.keys[one.claim];
      const customer = claim === undefined ? undefined : this.engine.snapshot.customer(claim.customer);
      if (claim !== undefined && customer !== undefined) this.knowledge.taken.set(keyText(customer, claim.hash), one);
    }
  }

  /** Gives every node the figure after its own event, walked back from those after the whole batch. */
  #figuresAfterEach(): void {
    for (const event of this.recorded.toReversed()) {
      for (const [node] of this.#moved(event)) this.counters.plan(node);
      for (const [node, { use, hold }] of this.#moved(event)) {
        const { after } = this.counters.counter(node);
        after.used -= use;
        after.held -= hold;
      }
      for (const { node, uncarved, excess } of event.uses.flatMap(({ entry }) => this.#carved.get(entry) ?? [])) {
        const { after } = this.counters.counter(node);
        after.uncarved -= uncarved;
        after.excess -= excess;
      }
    }
  }

  *#moved(event: RecordedEvent): Iterable<readonly [ChainNode, NewEntry]> {
    for (const { entry, budgets } of event.uses) {
      for (const node of budgets) if (isComplete(this.engine.snapshot, node)) yield [node, entry];
    }
  }

  #changes(): CatalogChange[] {
    const { snapshot } = this.engine;
    const changes: CatalogChange[] = [];
    for (let number = this.#lastCustomer + 1; number < snapshot.customers.length; number += 1) {
      changes.push({ kind: "customer", before: null, after: snapshot.customer(number).row });
    }
    for (let number = this.#lastEntity + 1; number <= snapshot.entities.last; number += 1) {
      changes.push({ kind: "entity", before: null, after: snapshot.entities.row(number) });
    }
    return changes;
  }

  #truncate(lastEntity: number, lastCustomer: number): void {
    const { snapshot } = this.engine;
    if (snapshot.entities.last === lastEntity && snapshot.customers.length - 1 === lastCustomer) return;
    snapshot.truncate(lastEntity, lastCustomer);
  }
}

const keyText = (customer: CustomerState, hash: string): string =>
  `${customer.row.id} ${customer.row.environment} ${hash}`;
