// A clock that stands where a test puts it.
import type { Clock } from "@purser/service";

export class MovableClock implements Clock {
  #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  set(now: number): void {
    this.#now = now;
  }
}
