// The fault plan: when the simulated world crashes a process, takes the store away or fills the disk.
import { StoreFailure } from "@purser/service";
import type { Chance } from "./chance.ts";
import type { SadCounts, SadPath } from "./sad-paths.ts";
import type { Parked } from "./scheduler.ts";

export type Crash = "power" | "kill";

/** Each run has its own weather, so that some runs are calm enough to get far. */
const CRASHES = [0, 0.004, 0.02] as const;
const OUTAGES = [0, 0.01, 0.04] as const;
const OUTAGE_CALLS_MAX = 6;

/** What a crash at this call leaves behind, by the store call that waits. */
const CRASH_PATHS: Readonly<Record<string, SadPath>> = {
  commit: "crash before write",
  write: "crash before write",
  sync: "crash between write and sync",
  acknowledge: "crash after sync, before acknowledge",
};

export class FaultPlan {
  readonly #chance: Chance;
  readonly #sad: SadCounts;
  readonly #crashes: number;
  readonly #outages: number;
  #failing: "StoreUnavailable" | "DiskFull" | null = null;
  #left = 0;

  constructor(chance: Chance, sad: SadCounts) {
    this.#chance = chance;
    this.#sad = sad;
    this.#crashes = chance.pick(CRASHES);
    this.#outages = chance.pick(OUTAGES);
  }

  /** Whether the process dies now, with these awaits under way. */
  crash(parked: readonly Parked[], isUp: boolean): Crash | null {
    const calls = parked.filter(({ process }) => process > 0);
    // Instants inside a write are few and matter most.
    const share = calls.some(({ name }) => name in CRASH_PATHS) ? this.#crashes * 4 : this.#crashes;
    if (!this.#chance.isWithin(share)) return null;
    for (const { name } of calls) {
      const path = CRASH_PATHS[name];
      if (path !== undefined) this.#sad[path] += 1;
    }
    if (!isUp) this.#sad["crash during start"] += 1;
    const crash = this.#chance.isWithin(0.7) ? "power" : "kill";
    if (crash === "kill") this.#sad["kill without power loss"] += 1;
    return crash;
  }

  /** The failure that the store call meets, null when it goes on. */
  failure(call: string): StoreFailure | null {
    if (this.#left === 0) {
      if (!this.#chance.isWithin(this.#outages)) return null;
      this.#failing = this.#chance.isWithin(0.5) ? "StoreUnavailable" : "DiskFull";
      this.#left = 1 + this.#chance.below(OUTAGE_CALLS_MAX);
    }
    this.#left -= 1;
    if (this.#failing === "DiskFull") return this.#full(call);
    this.#sad["store unavailable"] += 1;
    if (call === "sync" || call === "acknowledge") this.#sad["failed sync closes the store"] += 1;
    return new StoreFailure("StoreUnavailable", "The ledger is away.");
  }

  /** A full disk refuses writes; everything else goes on. */
  #full(call: string): StoreFailure | null {
    if (call !== "write") return null;
    this.#sad["disk full"] += 1;
    return new StoreFailure("DiskFull", "The disk is full.");
  }
}
