// Plays every scenario on the runners without a server, and says which of them failed in a step of their own.
import { coreRunner } from "../../packages/testkit/src/runners/core-runner.ts";
import { memoryRunner } from "../../packages/testkit/src/runners/memory-runner.ts";
import { loadScenarios } from "../../packages/testkit/src/scenario-file.ts";
import { playScenario } from "../../packages/testkit/src/scenario-run.ts";
import type { Played } from "./play.ts";

export async function playAll(): Promise<Played> {
  const failed = new Set<string>();
  const unready = new Set<string>();
  const t = new Map<string, number>();
  for (const scenario of loadScenarios()) {
    for (const runner of [coreRunner, memoryRunner]) {
      if (scenario.not[runner.name] !== undefined) continue;
      const name = `${scenario.subject}: ${scenario.name}`;
      const s = performance.now();
      try {
        await playScenario(runner, scenario);
      } catch (error) {
        if (process.env["SHOW"]) console.error(String(error));
        (String(error).includes(", setup step ") ? unready : failed).add(name);
      }
      t.set(`${runner.name} ${name}`, performance.now() - s);
    }
  }
  if (process.env["SHOW"]) console.error([...t].sort((a, b) => b[1] - a[1]).slice(0, 15), [...t.values()].reduce((a,b)=>a+b));
  return { failed: [...failed], unready: [...unready] };
}
