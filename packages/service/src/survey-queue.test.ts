// The survey queue: four large surveys at once, the next when one ends or fails, small ones at any time.
import { expect, it } from "vitest";
import { SurveyQueue } from "./survey-queue.ts";

const LARGE = 1_000_000;

it("runs four large surveys at once and gives the place of one that ends or fails to the next", async () => {
  const queue = new SurveyQueue();
  const ends: ((failure?: Error) => void)[] = [];
  const begin = (entities: number): Promise<unknown> =>
    queue
      .run(
        entities,
        () => new Promise<void>((resolve, reject) => ends.push((failure) => (failure ? reject(failure) : resolve()))),
      )
      .catch(() => {});
  const runs = Array.from({ length: 7 }, () => begin(LARGE));
  await Promise.resolve();
  expect(ends.length).toBe(4);
  runs.push(begin(10));
  expect(ends.length).toBe(5);
  ends[0]?.();
  await runs[0];
  expect(ends.length).toBe(6);
  ends[1]?.(new Error("the counters are away"));
  await runs[1];
  expect(ends.length).toBe(7);
  for (const end of ends) end();
  await Promise.all(runs.slice(0, 4));
  expect(ends.length).toBe(8);
  for (const end of ends) end();
  await Promise.all(runs);
  await queue.run(LARGE, async () => ends.push(() => {}));
  expect(ends.length).toBe(9);
});
