// Known values: ids, keys, positions and cursors that answers have told, found again by the name of the place that wants one.
import type { Chance } from "../simulator/chance.ts";
import { objectOf, singular } from "./api-document.ts";

/** A place for a value: what it is called, and what stands around it (`id` of an `entity`). */
export interface Place {
  readonly name: string;
  readonly around: string;
}

/** Last words of names whose values are worth keeping. */
const KEPT = new Set(["id", "key", "position", "next", "secret", "token"]);
/** Where the wire calls one thing by two names (page 5). */
const ALSO_CALLED: ReadonlyMap<string, string> = new Map([
  ["after", "next"],
  ["atLeast", "position"],
  ["parentFrom", "attributionKey"],
  ["dimensionKey", "attributionKey"],
  ["dimensionValue", "entityId"],
  ["subtreeOf", "entityId"],
]);
/** So many of a name are kept; later ones take the places of earlier ones, so that newcomers meet old acquaintances. */
const POOL_MAX = 64;
/** What was told last is asked for more often: it is there most likely. */
const LATEST_SHARE = 0.3;
/** Every so often an id of quite another kind, or of another customer. */
const FOREIGN_SHARE = 0.06;

/** What lives within something, mostly a customer, is known there; whatever is known anywhere is known to all. */
export class KnownValues {
  readonly #all = new Pools();
  readonly #within = new Map<string, Pools>();

  /** Takes what an answer tells; `row` names the objects that stand in its `data`, `scope` is what it was about. */
  learn(answer: unknown, row: string, scope: string | null): void {
    this.#all.learn(answer, row);
    if (scope === null) return;
    const within = this.#within.get(scope) ?? new Pools();
    this.#within.set(scope, within);
    within.learn(answer, row);
  }

  /** A value that was told under this name, or one much like it; null when there is none. */
  pick(chance: Chance, place: Place, scope: string | null): string | null {
    const within = scope === null || chance.isWithin(FOREIGN_SHARE) ? undefined : this.#within.get(scope);
    return within?.pick(chance, place) ?? this.#all.pick(chance, place);
  }

  /** A budget that was told of this scope; null when there is none. */
  budget(chance: Chance, scope: string | null): KnownBudget | null {
    return (scope === null ? undefined : this.#within.get(scope))?.budget(chance) ?? null;
  }
}

/** A natural key that governed when it was told. */
export interface KnownBudget {
  readonly entityId: string;
  readonly capabilityId: string;
  readonly scopeEntityIds: readonly string[];
  readonly cadence: string | null;
}

class Pools {
  readonly #budgets = new Map<string, KnownBudget>();
  readonly #pools = new Map<string, string[]>();
  readonly #latest = new Map<string, string>();
  readonly #matches = new Map<string, readonly string[]>();

  learn(answer: unknown, row: string): void {
    this.#walk(answer, { name: "", around: row });
  }

  pick(chance: Chance, place: Place): string | null {
    const names = chance.isWithin(FOREIGN_SHARE) && isId(place) ? this.#ids() : this.#namesFor(place);
    if (names.length === 0) return null;
    const name = chance.pick(names);
    if (chance.isWithin(LATEST_SHARE)) return this.#latest.get(name) ?? null;
    const pool = this.#pools.get(name) ?? [];
    return pool.length === 0 ? null : chance.pick(pool);
  }

  budget(chance: Chance): KnownBudget | null {
    return this.#budgets.size === 0 ? null : chance.pick([...this.#budgets.values()]);
  }

  /** Whatever tells of a budget: an assignment, a node, a row of the tree. */
  #keepBudget({
    entityId,
    capabilityId,
    scopeEntityIds,
    cadence,
    assignmentId,
  }: Readonly<Record<string, unknown>>): void {
    if (typeof entityId !== "string" || typeof capabilityId !== "string" || assignmentId === null) return;
    if (!Array.isArray(scopeEntityIds) || (cadence !== null && typeof cadence !== "string")) return;
    const budget = { entityId, capabilityId, scopeEntityIds, cadence };
    const key = JSON.stringify(budget);
    if (this.#budgets.size >= POOL_MAX) this.#budgets.delete([...this.#budgets.keys()][0] ?? "");
    this.#budgets.set(key, budget);
  }

  #walk(value: unknown, place: Place): void {
    if (typeof value === "string") this.#keep(place, value);
    else if (Array.isArray(value)) for (const item of value) this.#walk(item, { ...place, name: singular(place.name) });
    else {
      // Rows of `data` are what the whole answer is about; anything else is called by the field that it stands under.
      const around = place.name === "" || place.name === "data" ? place.around : place.name;
      this.#keepBudget(objectOf(value));
      for (const [name, part] of Object.entries(objectOf(value))) this.#walk(part, { name, around });
    }
  }

  #keep(place: Place, value: string): void {
    const words = wordsOf(place);
    if (value === "" || !KEPT.has(words.at(-1) ?? "")) return;
    const name = words.join(" ");
    const pool = this.#pools.get(name);
    if (pool?.includes(value) !== true) this.#latest.set(name, value);
    if (pool === undefined) {
      this.#pools.set(name, [value]);
      this.#matches.clear();
    } else if (!pool.includes(value)) {
      if (pool.length < POOL_MAX) pool.push(value);
      else pool[hashOf(value) % POOL_MAX] = value;
    }
  }

  /** The pools that share most of the last words, two at least or the whole name: `scopeEntityId` finds `entityId`. */
  #namesFor(place: Place): readonly string[] {
    const wanted = wordsOf(place);
    const key = wanted.join(" ");
    const known = this.#matches.get(key);
    if (known !== undefined) return known;
    const shared = [...this.#pools.keys()].map((name) => [name, sharedEnd(name.split(" "), wanted)] as const);
    const least = Math.min(2, wanted.length);
    const most = Math.max(least, ...shared.map(([, count]) => count));
    const names = shared.filter(([, count]) => count === most).map(([name]) => name);
    this.#matches.set(key, names);
    return names;
  }

  #ids(): readonly string[] {
    return [...this.#pools.keys()].filter((name) => name.endsWith(" id"));
  }
}

const isId = (place: Place): boolean => wordsOf(place).at(-1) === "id";

function wordsOf({ name, around }: Place): string[] {
  const called = ALSO_CALLED.get(name) ?? singular(name);
  const words = split(called);
  // `id` alone, and verbs before it, say nothing without what they stand in.
  const isBare = words.length === 1 && words[0] === "id";
  return isBare || words[0] === "delete" ? [...split(around), "id"] : words;
}

const split = (name: string): string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(" ");

function sharedEnd(one: readonly string[], other: readonly string[]): number {
  let count = 0;
  while (count < one.length && count < other.length && one.at(-1 - count) === other.at(-1 - count)) count += 1;
  return count;
}

function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) >>> 0;
  return hash;
}
