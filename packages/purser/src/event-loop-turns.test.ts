// Turns of the event loop: one read at a time, in the order of asking, whatever else arrived in between.
import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { EventLoopTurns } from "./event-loop-turns.ts";

it("gives turns in the order of asking, one to a round of the loop", async () => {
  const turns = new EventLoopTurns();
  const told: string[] = [];
  const read = async (name: string): Promise<void> => {
    for (let slice = 0; slice < 3; slice += 1) {
      await turns.take();
      told.push(name);
    }
  };
  const reads = Promise.all([read("a"), read("b")]);
  await setImmediate();
  expect(told).toEqual(["a"]);
  await setImmediate();
  expect(told).toEqual(["a", "b"]);
  await reads;
  expect(told).toEqual(["a", "b", "a", "b", "a", "b"]);
});

it("lets a turn last a quarter of a millisecond from when it began", async () => {
  let now = 10;
  const turns = new EventLoopTurns(() => now);
  await turns.take();
  expect(turns.isOver()).toBe(false);
  now += 0.2;
  expect(turns.isOver()).toBe(false);
  now += 0.1;
  expect(turns.isOver()).toBe(true);
  await turns.take();
  expect(turns.isOver()).toBe(false);
});
