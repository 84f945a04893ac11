// A disk in memory: what was synced survives a crash, of what was only written a prefix may (page 3, how it is proven).
import { StoreFailure, type Transaction } from "@purser/service";

export type DiskRecord =
  | { readonly kind: "transaction"; readonly transaction: Transaction }
  | { readonly kind: "secret"; readonly name: string; readonly value: string };

/** Nobody has the disk open. */
const NOBODY = 0;

export class MemoryDisk {
  /** How often something was synced: a test that switches syncing off must see it stand still. */
  syncs = 0;
  #synced: DiskRecord[] = [];
  #written: DiskRecord[] = [];
  #holder = NOBODY;
  #holders = 0;

  /** Takes the disk for one store; the number names it in all its calls. */
  open(): number {
    if (this.#holder !== NOBODY)
      throw new StoreFailure("StoreUnavailable", "Another store has the disk open. Close it first.");
    this.#holders += 1;
    this.#holder = this.#holders;
    return this.#holder;
  }

  close(holder: number): void {
    if (this.isHeldBy(holder)) this.#holder = NOBODY;
  }

  isHeldBy(holder: number): boolean {
    return this.#holder === holder;
  }

  /** All that a store opened now finds: a process that ended leaves its unsynced writes to the system. */
  records(): readonly DiskRecord[] {
    return [...this.#synced, ...this.#written];
  }

  write(holder: number, record: DiskRecord): void {
    this.#assertHeld(holder);
    this.#written.push(record);
  }

  sync(holder: number): void {
    this.#assertHeld(holder);
    this.syncs += 1;
    this.#synced.push(...this.#written);
    this.#written = [];
  }

  get unsynced(): number {
    return this.#written.length;
  }

  /**
   * The power fails: the store that had the disk open is gone, whatever it still tries. `choose` says how many of the
   * unsynced writes, 0 to `most`, got through all the same; the first ones always before the later.
   */
  crash(choose: (most: number) => number = () => 0): void {
    this.#synced.push(...this.#written.slice(0, choose(this.#written.length)));
    this.#written = [];
    this.#holder = NOBODY;
  }

  #assertHeld(holder: number): void {
    if (!this.isHeldBy(holder)) throw new StoreFailure("StoreUnavailable", "The store has lost its disk.");
  }
}
