// Plays scenarios once per fault named, and prints a line for each: which of them failed.
import { readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ROOT } from "../architecture/source-files.ts";
import { FAULTS, faultyText, type PlantedFault } from "./faults.ts";
import { PLAN, type PlayPlan, subjectOf } from "./play-plan.ts";

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

const nameOf = ({ subject, name }: Scenario): string => `${subject}: ${name}`;

/**
 * Without a plan everything is played. Otherwise a fault is played until it is noticed, first on the subjects that were
 * the latest to notice one, because neighbours in the list of faults are noticed by the same; then on what else of that
 * subject has noticed none yet. Measured: all on all takes some twenty times as long.
 */
const plan: PlayPlan | null = JSON.parse(process.env[PLAN] ?? "null");
/** The latest last. */
const noticing = new Set<string>(plan?.noticing);
const only = plan?.only === undefined ? null : new Set(plan.only);

function inOrder(all: readonly Scenario[]): Scenario[] {
  const wanted = all.filter((scenario) => only === null || only.has(nameOf(scenario)));
  if (plan === null) return wanted;
  const latest = [...noticing].reverse();
  const subjects = [...new Set(latest.map(subjectOf))];
  // What was never noticed stands at -1, before all that was.
  const rankOf = (scenario: Scenario): readonly [number, number] => {
    const at = subjects.indexOf(scenario.subject);
    return [at === -1 ? subjects.length : at, latest.indexOf(nameOf(scenario))];
  };
  const ranked = wanted.map((scenario) => ({ scenario, rank: rankOf(scenario) }));
  return ranked.sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1]).map(({ scenario }) => scenario);
}

function noteNoticing(name: string): void {
  noticing.delete(name);
  noticing.add(name);
  only?.delete(name);
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
      if (scenario.not[runner.name] !== undefined || isSpared(scenario, told.failed)) continue;
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

/** The fault is noticed, and the scenario has noticed another or is about something else. */
function isSpared(scenario: Scenario, failed: ReadonlySet<string>): boolean {
  if (plan === null || only !== null || failed.size === 0) return false;
  return noticing.has(nameOf(scenario)) || ![...failed].some((name) => subjectOf(name) === scenario.subject);
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
  const played = await playTurn(fault, inOrder(scenarios));
  played.failed.forEach(noteNoticing);
  console.log(JSON.stringify(played));
}
