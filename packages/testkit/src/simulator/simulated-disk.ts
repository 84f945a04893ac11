// A simulated disk: a memory disk whose process can be killed, and that can lie about what it has synced.
import { MemoryDisk } from "@purser/store-memory";

export class SimulatedDisk extends MemoryDisk {
  readonly #isSyncing: boolean;
  #latest = 0;

  /** `isSyncing` false: the rule `syncBeforeAcknowledge` is off. */
  constructor(isSyncing: boolean) {
    super();
    this.#isSyncing = isSyncing;
  }

  override open(): number {
    this.#latest = super.open();
    return this.#latest;
  }

  override sync(holder: number): void {
    if (this.#isSyncing) super.sync(holder);
  }

  /** SIGKILL: the process is gone, what it wrote is still with the operating system. */
  kill(): void {
    this.close(this.#latest);
  }
}
