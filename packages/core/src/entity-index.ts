// The entity index: one customer's entities by id, dense, so that an id is found with one cold read and proven with its text.
import { assert } from "./assert.ts";
import { EntityRuns } from "./entity-runs.ts";

const FIRST_CAPACITY = 8;
/** Numbers to a slot: the hash of the id, and the entity's number, 0 where the slot is free. */
const NUMBERS = 2;
/** A stretch of taken slots this long comes from ids that were made to collide: the index begins anew with another seed. */
const PROBES_MAX = 64;
const SEED_STEP = 0x9e3779b9;

/**
 * Linear probing with at most half of the slots taken. A Map of a million ids costs four cold reads to a look-up and 40
 * bytes to an entity; this costs one (the answer needs the id's text anyway) and 16 to 32.
 */
export class EntityIndex {
  readonly #ids: readonly string[];
  #seed: number;
  #slots = new Int32Array(FIRST_CAPACITY * NUMBERS);
  #mask = FIRST_CAPACITY - 1;
  /** The same entities in the order of their numbers. */
  readonly runs = new EntityRuns();

  /** `ids` by entity number; `seed` is unknown to whoever chooses ids. */
  constructor(ids: readonly string[], seed: number) {
    this.#ids = ids;
    this.#seed = seed | 0;
  }

  get(id: string): number | undefined {
    const hash = this.#hash(id);
    const slots = this.#slots;
    for (let at = hash & this.#mask; ; at = (at + 1) & this.#mask) {
      const number = slots[at * NUMBERS + 1] ?? 0;
      if (number === 0) return undefined;
      if (slots[at * NUMBERS] === hash && this.#ids[number] === id) return number;
    }
  }

  get size(): number {
    return this.runs.size;
  }

  has(id: string): boolean {
    return this.get(id) !== undefined;
  }

  /** The id stands under the number already; it is put once. New numbers come in ascending order. */
  put(id: string, number: number): void {
    if (this.has(id)) return;
    if ((this.size + 1) * 2 > this.#mask + 1) this.#rebuild((this.#mask + 1) * 2);
    this.runs.add(number);
    while (!this.#place(this.#hash(id), number)) this.#reseed();
  }

  /** Takes back the newest entity. */
  delete(id: string): void {
    const at = this.#find(id);
    if (at < 0) return;
    this.runs.takeBack(this.#slots[at * NUMBERS + 1] ?? 0);
    this.#free(at);
  }

  /** An entity that is found under one id will be found under another; its text stands under the number when this returns. */
  rename(from: string, to: string, putText: () => void): void {
    const at = this.#find(from);
    const number = this.#slots[at * NUMBERS + 1] ?? 0;
    assert(at >= 0 && number !== 0, "an entity that is renamed is there");
    this.#free(at);
    putText();
    while (!this.#place(this.#hash(to), number)) this.#reseed();
  }

  /** Slots behind it move up, so that no gap ends a probe too early. */
  #free(slot: number): void {
    const slots = this.#slots;
    let at = slot;
    for (let next = (at + 1) & this.#mask; slots[next * NUMBERS + 1] !== 0; next = (next + 1) & this.#mask) {
      const home = (slots[next * NUMBERS] ?? 0) & this.#mask;
      if (((next - home) & this.#mask) < ((next - at) & this.#mask)) continue;
      slots.copyWithin(at * NUMBERS, next * NUMBERS, (next + 1) * NUMBERS);
      at = next;
    }
    slots[at * NUMBERS + 1] = 0;
  }

  #find(id: string): number {
    const hash = this.#hash(id);
    for (let at = hash & this.#mask; ; at = (at + 1) & this.#mask) {
      const number = this.#slots[at * NUMBERS + 1] ?? 0;
      if (number === 0) return -1;
      if (this.#slots[at * NUMBERS] === hash && this.#ids[number] === id) return at;
    }
  }

  /** Whether a free slot was found near enough. */
  #place(hash: number, number: number): boolean {
    const slots = this.#slots;
    for (let probe = 0, at = hash & this.#mask; probe < PROBES_MAX; probe += 1, at = (at + 1) & this.#mask) {
      if (slots[at * NUMBERS + 1] !== 0) continue;
      slots[at * NUMBERS] = hash;
      slots[at * NUMBERS + 1] = number;
      return true;
    }
    return false;
  }

  #rebuild(capacity: number): void {
    const standing = this.#slots;
    this.#slots = new Int32Array(capacity * NUMBERS);
    this.#mask = capacity - 1;
    for (let at = 0; at < standing.length; at += NUMBERS) {
      const number = standing[at + 1] ?? 0;
      if (number !== 0 && !this.#place(standing[at] ?? 0, number)) return this.#reseed(standing);
    }
  }

  #reseed(standing = this.#slots): void {
    for (let isPlaced = false; !isPlaced; ) {
      this.#seed = (this.#seed + SEED_STEP) | 0;
      this.#slots = new Int32Array((this.#mask + 1) * NUMBERS);
      isPlaced = true;
      for (let at = 1; isPlaced && at < standing.length; at += NUMBERS) {
        const number = standing[at] ?? 0;
        if (number !== 0) isPlaced = this.#place(this.#hash(this.#ids[number] ?? ""), number);
      }
    }
  }

  /** Every character changes all bits of the next round (the multipliers are those of MurmurHash3, in the public domain). */
  #hash(id: string): number {
    let hash = this.#seed;
    for (let at = 0; at < id.length; at += 1) {
      hash = Math.imul(hash ^ id.charCodeAt(at), 0xcc9e2d51 | 0);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b | 0);
    return hash ^ (hash >>> 13);
  }
}
