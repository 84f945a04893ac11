// Scopes: the sets of entities that assignments ask to be present, each distinct set kept once.
import type { EntityTable } from "./entity-table.ts";

/** Scope 0 is the empty one: node-wide. */
export const NODE_WIDE = 0;

export class ScopeTable {
  readonly #members: (readonly number[])[] = [[]];
  readonly #ids: (readonly string[] | undefined)[] = [[]];
  readonly #byKey = new Map<string, number>([["", NODE_WIDE]]);

  /** The number of the scope with exactly these entity numbers; the order of `entities` is irrelevant. */
  intern(entities: readonly number[]): number {
    const sorted = [...entities].sort((a, b) => a - b);
    const key = sorted.join(" ");
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    this.#members.push(sorted);
    this.#byKey.set(key, this.#members.length - 1);
    return this.#members.length - 1;
  }

  /** The number of the scope, or undefined where nobody has it: refused requests must not make the table grow. */
  find(entities: readonly number[]): number | undefined {
    return this.#byKey.get([...entities].sort((a, b) => a - b).join(" "));
  }

  members(scope: number): readonly number[] {
    return this.#members[scope] ?? [];
  }

  /** The ids of a scope's entities in code unit order, built once. */
  ids(scope: number, entities: EntityTable): readonly string[] {
    const built = this.#ids[scope];
    if (built !== undefined) return built;
    const ids = Object.freeze(
      this.members(scope)
        .map((number) => entities.ids[number] ?? "")
        .sort(),
    );
    this.#ids[scope] = ids;
    return ids;
  }
}
