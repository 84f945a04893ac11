// The entity index: finds what was put and not what was taken back, as a Map would, whatever the ids and whoever chose them.
import fc from "fast-check";
import { expect, test } from "vitest";
import { EntityIndex } from "./entity-index.ts";

/** Numbers in between go to another customer. */
const steps = fc.array(
  fc.tuple(fc.constantFrom("put", "put", "put", "take back", "rename", "skip"), fc.string({ maxLength: 3 })),
  { maxLength: 300 },
);

class Twin {
  readonly ids = [""];
  readonly map = new Map<string, number>();
  readonly index: EntityIndex;

  constructor(seed: number) {
    this.index = new EntityIndex(this.ids, seed);
  }

  put(id: string): void {
    if (this.map.has(id)) return;
    this.ids.push(id);
    this.index.put(id, this.ids.length - 1);
    this.map.set(id, this.ids.length - 1);
  }

  /** The oldest, which keeps its number and its place. */
  rename(to: string): void {
    const [oldest] = this.map;
    if (oldest === undefined || this.map.has(to)) return;
    const [from, number] = oldest;
    this.index.rename(from, to, () => {
      this.ids[number] = to;
    });
    const others = [...this.map].slice(1);
    this.map.clear();
    for (const [id, at] of [[to, number] as const, ...others]) this.map.set(id, at);
  }

  takeBack(): void {
    const [newest = "nobody"] = [...this.map.keys()].slice(-1);
    this.index.delete(newest);
    this.map.delete(newest);
  }
}

test("is a map whose newest entries can be taken back, and entries renamed, and knows its numbers by their order", () => {
  fc.assert(
    fc.property(fc.integer(), steps, (seed, taken) => {
      const twin = new Twin(seed);
      const { ids, index, map } = twin;
      for (const [kind, id] of taken) {
        if (kind === "put") twin.put(id);
        else if (kind === "take back") twin.takeBack();
        else if (kind === "rename") twin.rename(id);
        else ids.push("somebody else's");
      }
      const numbers = [...map.values()];
      expect(index.size).toBe(map.size);
      for (const [, id] of taken) expect(index.get(id)).toBe(map.get(id));
      expect(Array.from({ length: map.size + 1 }, (_, at) => index.runs.at(at))).toEqual([...numbers, 0]);
      expect(numbers.toReversed().map((number) => index.runs.indexOf(number))).toEqual([...numbers.keys()].reverse());
      expect(index.runs.last).toBe(numbers.at(-1) ?? 0);
    }),
  );
});

test("a hundred thousand ids are found, and no other", () => {
  const ids = [""];
  const index = new EntityIndex(ids, 7);
  for (let number = 1; number <= 100_000; number += 1) {
    ids.push(`user-${number}`);
    index.put(`user-${number}`, number);
  }
  for (let number = 1; number <= 100_000; number += 977) expect(index.get(`user-${number}`)).toBe(number);
  expect(index.get("user-0")).toBeUndefined();
  expect(index.get("user-100001")).toBeUndefined();
});
