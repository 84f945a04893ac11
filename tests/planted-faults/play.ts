// Plays every scenario on core and memory with one fault in the source as it loads, and prints which of them fail.
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ROOT } from "../architecture/source-files.ts";
import { FAULTS, faultyText, type PlantedFault } from "./faults.ts";

type Testkit = typeof import("@purser/testkit");
type Runner = Testkit["coreRunner"];

/** Names of scenarios, as `subject: name`. */
export interface Played {
  readonly played: readonly string[];
  /** Failed in a step of their own. */
  readonly failed: readonly string[];
  /** Failed in a shared setup before they began, which proves nothing of them. */
  readonly unready: readonly string[];
}

/** The fault stands in the text that is handed to Node; no file is ever changed. */
function plant(fault: PlantedFault): void {
  const place = pathToFileURL(join(ROOT, "packages", fault.file)).href;
  registerHooks({
    load: (url, context, nextLoad) => {
      if (url !== place) return nextLoad(url, context);
      const source = faultyText(readFileSync(fileURLToPath(url), "utf8"), fault);
      return { format: "module-typescript", source, shortCircuit: true };
    },
  });
}

/** By path, because the testkit's door loads servers and SQLite as well: half a second, a hundred times over. */
async function testkit(file: string): Promise<Testkit> {
  return import(pathToFileURL(join(ROOT, "packages/testkit/src", file)).href);
}

async function playAll(): Promise<Played> {
  const { coreRunner } = await testkit("runners/core-runner.ts");
  const { memoryRunner } = await testkit("runners/memory-runner.ts");
  const { loadScenarios } = await testkit("scenario-file.ts");
  const told = { played: new Set<string>(), failed: new Set<string>(), unready: new Set<string>() };
  for (const scenario of loadScenarios()) {
    for (const runner of [coreRunner, memoryRunner]) {
      if (scenario.not[runner.name] !== undefined) continue;
      const name = `${scenario.subject}: ${scenario.name}`;
      told.played.add(name);
      const end = await play(runner, scenario);
      if (end !== "passed") told[end].add(name);
    }
  }
  return { played: [...told.played], failed: [...told.failed], unready: [...told.unready] };
}

async function play(runner: Runner, scenario: ReturnType<Testkit["loadScenarios"]>[number]): Promise<"passed" | "failed" | "unready"> {
  const { playScenario } = await testkit("scenario-run.ts");
  try {
    await playScenario(runner, scenario);
    return "passed";
  } catch (error) {
    if (process.env["PLANTED_FAULT_SHOWN"] !== undefined) console.error(String(error));
    return String(error).includes(", setup step ") ? "unready" : "failed";
  }
}

const name = process.argv[2];
const fault = FAULTS.find((planted) => planted.name === name);
if (name !== undefined && fault === undefined) throw new Error(`no fault is named "${name}"`);
// Before anything of the product is loaded.
if (fault !== undefined) plant(fault);
console.log(JSON.stringify(await playAll()));
