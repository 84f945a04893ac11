// Plays scenarios once per fault named, and prints a line for each: which of them failed.
import { readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ROOT } from "../architecture/source-files.ts";
import { FAULTS, faultyText, type PlantedFault } from "./faults.ts";
import { NOTICING } from "./noticing.ts";

type Testkit = typeof import("@purser/testkit");
type Scenario = ReturnType<Testkit["loadScenarios"]>[number];

/** Scenarios stand as `subject: name`. */
export interface Played {
  /** null where none was planted. */
  readonly fault: string | null;
  readonly played: readonly string[];
  /** Failed in a step of their own. */
  readonly failed: readonly string[];
  /** Failed in a shared setup before they began, which proves nothing of them. */
  readonly unready: readonly string[];
}

const PACKAGES = pathToFileURL(join(ROOT, "packages/")).href;
const stripped = new Map<string, string>();
/** Every turn loads the product anew, under addresses of its own: loaded modules can't be taken back. */
let turn = 0;
let planted: PlantedFault | null = null;

registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const found = nextResolve(specifier, context);
    return found.url.startsWith(PACKAGES) ? { ...found, url: `${withoutTurn(found.url)}?turn=${turn}` } : found;
  },
  load: (url, context, nextLoad) => {
    if (!url.startsWith(PACKAGES)) return nextLoad(url, context);
    return { format: "module", source: sourceOf(withoutTurn(url)), shortCircuit: true };
  },
});

const withoutTurn = (url: string): string => url.split("?")[0] ?? url;

/** The fault stands in the text that is handed to Node; no file is ever changed. */
function sourceOf(url: string): string {
  if (planted !== null && url === PACKAGES + planted.file) {
    return stripTypeScriptTypes(faultyText(readFileSync(fileURLToPath(url), "utf8"), planted));
  }
  const source = stripped.get(url) ?? stripTypeScriptTypes(readFileSync(fileURLToPath(url), "utf8"));
  stripped.set(url, source);
  return source;
}

/** By path, because the testkit's door loads servers and SQLite as well. */
const testkit = (file: string): Promise<Testkit> => import(`${PACKAGES}testkit/src/${file}?turn=${turn}`);

/**
 * Scenarios that have noticed a fault already: they are played last, and only until the fault at hand has failed one.
 * Without this the gate's plays would take some four times as long. Empty where everything is to be played.
 */
const noticing = new Set<string>(JSON.parse(process.env[NOTICING] ?? "[]"));

const nameOf = ({ subject, name }: Scenario): string => `${subject}: ${name}`;

const unnoticedFirst = (all: readonly Scenario[]): Scenario[] =>
  all.toSorted((a, b) => Number(noticing.has(nameOf(a))) - Number(noticing.has(nameOf(b))));

async function playTurn(fault: PlantedFault | null, scenarios: readonly Scenario[]): Promise<Played> {
  turn += 1;
  planted = fault;
  const { coreRunner } = await testkit("runners/core-runner.ts");
  const { memoryRunner } = await testkit("runners/memory-runner.ts");
  const { playScenario } = await testkit("scenario-run.ts");
  const told = { played: new Set<string>(), failed: new Set<string>(), unready: new Set<string>() };
  const playOn = async (runner: typeof coreRunner, chosen: readonly Scenario[]): Promise<void> => {
    for (const scenario of chosen) {
      const name = nameOf(scenario);
      if (scenario.not[runner.name] !== undefined || (told.failed.size > 0 && noticing.has(name))) continue;
      told.played.add(name);
      await playScenario(runner, scenario).catch((error: unknown) => told[endOf(error)].add(name));
    }
  };
  await playOn(memoryRunner, scenarios);
  // Core folds every figure anew, which takes twice as long; what memory notices it need not.
  const isNoticed = fault !== null && told.failed.size > 0;
  await playOn(coreRunner, isNoticed ? scenarios.filter(({ not }) => not.memory !== undefined) : scenarios);
  const { played, failed, unready } = told;
  return { fault: fault?.name ?? null, played: [...played], failed: [...failed], unready: [...unready] };
}

const endOf = (error: unknown): "failed" | "unready" =>
  String(error).includes(", setup step ") ? "unready" : "failed";

function faultNamed(name: string): PlantedFault {
  const fault = FAULTS.find((one) => one.name === name);
  if (fault === undefined) throw new Error(`no fault is named "${name}"`);
  return fault;
}

const scenarios = (await testkit("scenario-file.ts")).loadScenarios();
const named = process.argv.slice(2).map(faultNamed);
for (const fault of named.length === 0 ? [null] : named) {
  const played = await playTurn(fault, unnoticedFirst(scenarios));
  if (process.env[NOTICING] !== undefined) for (const name of played.failed) noticing.add(name);
  console.log(JSON.stringify(played));
}
