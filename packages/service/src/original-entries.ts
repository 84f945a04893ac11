// Original entries: what a write corrects, read from the ledger before its plan, since only the ledger knows what is left (R23).
import { type CustomerState, type EnvironmentState, entrySequence, type LedgerEntry } from "@purser/core";
import type { Engine } from "./engine.ts";

export interface Original {
  readonly customer: CustomerState;
  readonly entry: LedgerEntry;
  /** What is left of its use after the corrections so far, in units. */
  readonly left: number;
}

export class OriginalEntries {
  readonly #engine: Engine;
  readonly #environment: EnvironmentState;
  readonly #found = new Map<string, Original>();

  constructor(engine: Engine, environment: EnvironmentState) {
    this.#engine = engine;
    this.#environment = environment;
  }

  async load(
    wanted: readonly { readonly customerId: string; readonly correctsEntryId?: string | undefined }[],
  ): Promise<void> {
    this.#found.clear();
    for (const { customerId, correctsEntryId } of wanted) await this.#loadOne(customerId, correctsEntryId ?? "");
  }

  /** The entry, when it is the customer's. */
  get(customerId: string, id: string): Original | undefined {
    return this.#found.get(`${customerId} ${id}`);
  }

  async #loadOne(customerId: string, id: string): Promise<void> {
    const customer = this.#environment.customers.get(customerId);
    const sequence = entrySequence(id);
    if (customer === undefined || sequence === 0 || this.#found.has(`${customerId} ${id}`)) return;
    const [entry, ...corrections] = await this.#engine.ledger.entryWithCorrections(sequence);
    if (entry === undefined || entry.customer !== customer.row.number) return;
    const left = corrections.reduce((sum, correction) => sum + correction.use, entry.use);
    this.#found.set(`${customerId} ${id}`, { customer, entry, left });
  }
}
