// A step list: what was played, written as the steps of a scenario file, ready to be kept as one.
import type { Input } from "./command.ts";

export class StepList {
  readonly #lines: string[];
  readonly #remembered = new Set<string>();

  constructor(startsAt: number) {
    this.#lines = [`clock: ${iso(startsAt)}`, "steps:"];
  }

  clock(now: number): void {
    this.#lines.push(`  - clock: ${iso(now)}`);
  }

  restart(): void {
    this.#lines.push("  - restart: true");
  }

  /** `made` are the ids that the answer shows first, each with its path there. */
  call(operation: string, input: Input, made: ReadonlyMap<string, string>): void {
    this.#lines.push(`  - do: ${operation}`, `    with: ${this.#text(input)}`);
    if (made.size === 0) return;
    const entries = [...made].map(([id, path]) => `${id}: ${path}`);
    this.#lines.push(`    remember: { ${entries.join(", ")} }`);
    for (const id of made.keys()) this.#remembered.add(id);
  }

  text(): string {
    return this.#lines.join("\n");
  }

  /** JSON is YAML too; ids that were made are recalled by name. */
  #text(value: Input): string {
    return JSON.stringify(value, (_, part: unknown) =>
      typeof part === "string" && this.#remembered.has(part) ? `\${${part}}` : part,
    );
  }
}

const iso = (at: number): string => new Date(at).toISOString();
