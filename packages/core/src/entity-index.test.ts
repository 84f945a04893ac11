// The entity index: finds what was put and not what was taken out, as a Map would, whatever the ids and whoever chose them.
import fc from "fast-check";
import { expect, test } from "vitest";
import { EntityIndex } from "./entity-index.ts";

const steps = fc.array(fc.tuple(fc.constantFrom("put", "put", "put", "delete"), fc.string({ maxLength: 3 })), {
  maxLength: 300,
});

test("is a map", () => {
  fc.assert(
    fc.property(fc.integer(), steps, (seed, taken) => {
      const ids = [""];
      const index = new EntityIndex(ids, seed);
      const map = new Map<string, number>();
      for (const [kind, id] of taken) {
        if (kind === "put" && !map.has(id)) {
          ids.push(id);
          index.put(id, ids.length - 1);
          map.set(id, ids.length - 1);
        } else if (kind === "delete") {
          index.delete(id);
          map.delete(id);
        }
      }
      expect(index.size).toBe(map.size);
      for (const [, id] of taken) expect(index.get(id)).toBe(map.get(id));
      expect([...index.numbers()].sort()).toEqual([...map.values()].sort());
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
