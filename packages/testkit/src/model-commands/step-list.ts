// A step list: what was played, written as the steps of a scenario file, ready to be kept as one.
import type { Input } from "./command.ts";

export class StepList {
  readonly #steps: string[];
  /** A read changes nothing: it is told only when it is the last step, or the first to show an id. */
  #isReadLast = false;
  readonly #remembered = new Set<string>();

  constructor(startsAt: number) {
    this.#steps = [`clock: ${iso(startsAt)}`, "steps:"];
  }

  clock(now: number): void {
    this.#add(`  - clock: ${iso(now)}`);
  }

  restart(): void {
    this.#add("  - restart: true");
  }

  call(operation: string, input: Input): void {
    this.#add(`  - do: ${operation}\n    with: ${this.#text(input)}`);
    this.#isReadLast = /^(get|list)/.test(operation);
  }

  /** Ids that the last answer shows first, each with its path there. */
  remember(made: ReadonlyMap<string, string>): void {
    if (made.size === 0) return;
    const entries = [...made].map(([id, path]) => `${id}: ${path}`);
    this.#isReadLast = false;
    this.#steps.push(`${this.#steps.pop()}\n    remember: { ${entries.join(", ")} }`);
    for (const id of made.keys()) this.#remembered.add(id);
  }

  #add(step: string): void {
    if (this.#isReadLast) this.#steps.pop();
    this.#isReadLast = false;
    this.#steps.push(step);
  }

  text(): string {
    return this.#steps.join("\n");
  }

  /** JSON is YAML too; ids that were made are recalled by name. */
  #text(value: Input): string {
    return JSON.stringify(value, (_, part: unknown) =>
      typeof part === "string" && this.#remembered.has(part) ? `\${${part}}` : part,
    );
  }
}

const iso = (at: number): string => new Date(at).toISOString();
