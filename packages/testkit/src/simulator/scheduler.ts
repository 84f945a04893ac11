// The scheduler: owns every await of a simulated run; all of them are parked, and one at a time is let go by choice.
import type { Chance } from "./chance.ts";

export interface Parked {
  /** A store call's name, or "lane" for a client that may send its next command. */
  readonly name: string;
  /** Which process waits; 0: a client, who survives crashes. */
  readonly process: number;
  go(): void;
  fail(error: Error): void;
}

export class Scheduler {
  /** While true nothing is parked: setups and audits are not what is tested. */
  isOpen = true;
  readonly #parked: Parked[] = [];

  pass(name: string, process: number): Promise<void> {
    if (this.isOpen) return Promise.resolve();
    return new Promise((go, fail) => {
      this.#parked.push({ name, process, go, fail });
    });
  }

  get parked(): readonly Parked[] {
    return this.#parked;
  }

  take(chance: Chance, isEligible: (parked: Parked) => boolean): Parked | undefined {
    const eligible = this.#parked.filter(isEligible);
    const taken = eligible[chance.below(eligible.length)];
    if (taken !== undefined) this.drop(taken);
    return taken;
  }

  drop(parked: Parked): void {
    this.#parked.splice(this.#parked.indexOf(parked), 1);
  }

  /** The process is gone; what it waited for never comes. */
  forget(process: number): void {
    const left = this.#parked.filter((parked) => parked.process !== process);
    this.#parked.splice(0, this.#parked.length, ...left);
  }
}

/** Everything under way has come to its next parked await: the stores and the service wait for nothing else. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
