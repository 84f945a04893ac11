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
/** Who imports a module, as the first load tells. */
const importers = new Map<string, Set<string>>();
/**
 * Each fault loads the module that it stands in and all that see it anew, under addresses of its own: loaded modules
 * can't be taken back. All others keep the addresses of turn 0, which saves the larger half of a play.
 */
let turn = 0;
let renewed: ReadonlySet<string> = new Set();
let planted: PlantedFault | null = null;

registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const found = nextResolve(specifier, context);
    if (!found.url.startsWith(PACKAGES)) return found;
    const url = withoutTurn(found.url);
    if (context.parentURL?.startsWith(PACKAGES)) tellImporter(url, withoutTurn(context.parentURL));
    return { ...found, url: `${url}?turn=${renewed.has(url) ? turn : 0}` };
  },
  load: (url, context, nextLoad) => {
    if (!url.startsWith(PACKAGES)) return nextLoad(url, context);
    return { format: "module", source: sourceOf(withoutTurn(url)), shortCircuit: true };
  },
});

function tellImporter(url: string, importer: string): void {
  const known = importers.get(url);
  if (known === undefined) importers.set(url, new Set([importer]));
  else known.add(importer);
}

/** The module, its importers, theirs and so on. */
function allThatSee(url: string): ReadonlySet<string> {
  const seen = new Set([url]);
  for (const one of seen) for (const importer of importers.get(one) ?? []) seen.add(importer);
  return seen;
}

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
const testkit = (file: string): Promise<Testkit> => import(`${PACKAGES}testkit/src/${file}`);

async function loadTestkit() {
  const { coreRunner } = await testkit("runners/core-runner.ts");
  const { memoryRunner } = await testkit("runners/memory-runner.ts");
  const { playScenario } = await testkit("scenario-run.ts");
  return { coreRunner, memoryRunner, playScenario };
}

/**
 * Scenarios that have noticed a fault already, the latest last: they are played after the others, and only until the
 * fault at hand has failed one; the latest first, because neighbours in the list of faults are noticed by the same.
 * Without this the gate's plays would take some ten times as long. Empty where everything is to be played.
 */
const noticing = new Set<string>(JSON.parse(process.env[NOTICING] ?? "[]"));

const nameOf = ({ subject, name }: Scenario): string => `${subject}: ${name}`;

function unnoticedFirst(all: readonly Scenario[]): Scenario[] {
  const latest = [...noticing].reverse();
  return all.toSorted((a, b) => latest.indexOf(nameOf(a)) - latest.indexOf(nameOf(b)));
}

function noteNoticing(name: string): void {
  noticing.delete(name);
  noticing.add(name);
}

async function playTurn(fault: PlantedFault | null, scenarios: readonly Scenario[]): Promise<Played> {
  turn += 1;
  planted = fault;
  renewed = fault === null ? new Set() : allThatSee(PACKAGES + fault.file);
  const { coreRunner, memoryRunner, playScenario } = await loadTestkit();
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
await loadTestkit();
const named = process.argv.slice(2).map(faultNamed);
for (const fault of named.length === 0 ? [null] : named) {
  const played = await playTurn(fault, unnoticedFirst(scenarios));
  if (process.env[NOTICING] !== undefined) played.failed.forEach(noteNoticing);
  console.log(JSON.stringify(played));
}
