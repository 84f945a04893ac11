// Two checkouts side by side: the in-process check of both in turn on one core, so that a change to the hot path shows through the noise.
import { type ChildProcess, fork } from "node:child_process";
import { resolve } from "node:path";
import { median, quantile } from "./figure.ts";

/** Each is A-B-B-A; measured: their middle half lies within some 3 % on a quiet machine, within 10 on a busy one. */
const ROUNDS = 24;

/** Prints the microseconds of a check here and in the other checkout, which has its dependencies installed, and their ratio. */
export async function compareWith(other: string): Promise<void> {
  const here = await startChecks(resolve(import.meta.dirname, ".."));
  const there = await startChecks(resolve(other));
  const own: number[] = [];
  const others: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = await timeOf(here);
    const between = [await timeOf(there), await timeOf(there)] as const;
    const last = await timeOf(here);
    own.push(first, last);
    others.push(...between);
    ratios.push((first + last) / (between[0] + between[1]));
  }
  for (const child of [here, there]) child.kill();
  const spread = [0.25, 0.75].map((share) => quantile(ratios, share).toFixed(3)).join(" to ");
  process.stdout.write(
    `a check takes ${median(own).toFixed(2)} µs here, ${median(others).toFixed(2)} µs there: ` +
      `${median(ratios).toFixed(3)} ×, the middle half ${spread}\n`,
  );
}

function startChecks(checkout: string): Promise<ChildProcess> {
  const child = fork(new URL("./beside-process.ts", import.meta.url), [checkout], { cwd: checkout });
  process.once("exit", () => child.kill());
  return new Promise((started, failed) => {
    child.once("message", () => started(child));
    child.once("exit", () => failed(new Error(`The checks of ${checkout} ended before they began; see above.`)));
  });
}

function timeOf(child: ChildProcess): Promise<number> {
  return new Promise((answered) => {
    child.once("message", (time) => answered(Number(time)));
    child.send("time");
  });
}
