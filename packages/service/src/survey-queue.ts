// The survey queue: how many large trees are surveyed at once, because each keeps four bytes to an entity while it runs.

/** Smaller surveys never wait. */
const SMALL = 10_000;
/** Large surveys at once: 16 MB where each has a million entities. */
const LARGE_MOST = 4;

export class SurveyQueue {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** Runs the survey of so many entities when there is room for it, in the order of asking. */
  async run<Answer>(entities: number, survey: () => Promise<Answer>): Promise<Answer> {
    if (entities <= SMALL) return survey();
    if (this.#running >= LARGE_MOST) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await survey();
    } finally {
      // Whoever waits takes the place over.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
