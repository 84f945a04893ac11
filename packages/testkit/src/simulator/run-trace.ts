// The trace of a simulated run: one hash over all decisions and answers, so that a repeat can be told from another run.
import { createHash } from "node:crypto";

const KEPT_LINES = 400;

export class RunTrace {
  readonly #hash = createHash("sha256");
  readonly #isKept: boolean;
  readonly lines: string[] = [];

  /** `isKept`: the last lines stay readable, for whoever looks into a failure. */
  constructor(isKept: boolean) {
    this.#isKept = isKept;
  }

  note(what: string, detail: unknown = null): void {
    const line = `${what} ${JSON.stringify(detail)}`;
    this.#hash.update(line);
    if (!this.#isKept) return;
    this.lines.push(line);
    if (this.lines.length > KEPT_LINES) this.lines.shift();
  }

  digest(): string {
    return this.#hash.copy().digest("hex");
  }
}
