// Turns of the event loop: long reads share what requests leave, one slice of one read at a time (page 4).
import { setImmediate } from "node:timers";
import type { Turns } from "@purser/service";

/**
 * A check that arrives waits for this long at most, however many reads there are. Longer turns show in the slowest
 * hundredth of checks, shorter ones make a read of a million rows longer by the rounds of the loop between them.
 */
const TURN_MS = 0.25;

export class EventLoopTurns implements Turns {
  readonly #waiting: (() => void)[] = [];
  readonly #now: () => number;
  #isComing = false;
  #startedAt = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  take(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#next();
    });
  }

  isOver(): boolean {
    return this.#now() - this.#startedAt >= TURN_MS;
  }

  /** One turn to a round of the loop: whatever has arrived meanwhile goes first. */
  #next(): void {
    if (this.#isComing || this.#waiting.length === 0) return;
    this.#isComing = true;
    setImmediate(() => {
      this.#isComing = false;
      this.#startedAt = this.#now();
      this.#waiting.shift()?.();
      this.#next();
    });
  }
}
