// A memory session: one opened store's hold on its disk; lets writes pass one by one and closes for good after a failed sync.
import { StoreFailure } from "@purser/service";
import type { DiskRecord, MemoryDisk } from "./memory-disk.ts";
import { MemoryState } from "./memory-state.ts";

/** The instants at which a store can be held up, fail or be cut off. */
export type StoreCall =
  | "commit"
  | "write"
  | "sync"
  | "acknowledge"
  | "entries"
  | "entryWithCorrections"
  | "scan"
  | "sequenceBefore"
  | "counters"
  | "allCounters"
  | "denials"
  | "openReservations"
  | "reservation"
  | "reservations"
  | "rows"
  | "state"
  | "auditLog"
  | "changesSince"
  | "revisionBefore"
  | "secret";

/** Awaited before every step of the store; it throws a StoreFailure to make that step fail. */
export type StoreGate = (call: StoreCall) => Promise<void>;

export class MemorySession {
  readonly state: MemoryState;
  readonly #disk: MemoryDisk;
  readonly #gate: StoreGate;
  readonly #holder: number;
  #broken: StoreFailure | null = null;
  #lastWrite: Promise<unknown> = Promise.resolve();

  constructor(disk: MemoryDisk, gate: StoreGate) {
    this.#disk = disk;
    this.#gate = gate;
    this.#holder = disk.open();
    // What a killed process wrote may not be synced yet; no answer may rest on it before it is.
    disk.sync(this.#holder);
    this.state = new MemoryState();
    for (const record of disk.records()) this.state.apply(record);
  }

  async pass(call: StoreCall): Promise<void> {
    this.#assertOpen();
    await this.#gate(call);
    this.#assertOpen();
  }

  /** Runs writes one after the other, in the order in which they were asked for. */
  alone<Result>(write: () => Promise<Result>): Promise<Result> {
    const run = this.#lastWrite.then(write);
    this.#lastWrite = run.catch(() => {});
    return run;
  }

  /** Makes the record durable, then true for every reader. A failed write leaves nothing; after a failed sync nobody knows. */
  async persist(record: DiskRecord): Promise<void> {
    await this.pass("write");
    this.#disk.write(this.#holder, record);
    try {
      await this.pass("sync");
      this.#disk.sync(this.#holder);
      this.state.apply(record);
      await this.pass("acknowledge");
    } catch (error) {
      this.#broken = new StoreFailure("StoreUnavailable", "A sync failed, so the store is closed. Open it anew.");
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#lastWrite;
    this.#disk.close(this.#holder);
  }

  #assertOpen(): void {
    if (this.#broken !== null) throw this.#broken;
    if (!this.#disk.isHeldBy(this.#holder)) throw new StoreFailure("StoreUnavailable", "The store is closed.");
  }
}
