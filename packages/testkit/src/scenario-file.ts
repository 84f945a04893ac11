// Scenario files: reads scenarios/*.yaml and refuses what a runner could misread, naming file, scenario and step.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { RUNNER_NAMES, type RunnerName, type Scenario, type Step } from "./scenario.ts";

const DIRECTORY = join(import.meta.dirname, "../../../scenarios");
const SHARED_SETUPS = "setups.yaml";
const DEFAULT_CLOCK = "2026-03-10T12:00:00Z";
const RULE = /^R([1-9]|[1-3]\d|4[0-5])$/;

type Fields = Record<string, unknown>;
type Setups = Readonly<Record<string, readonly Step[]>>;

const FILE_FIELDS = ["subject", "setups", "scenarios"];
const SCENARIO_FIELDS = ["name", "rules", "clock", "not", "setup", "steps"];
/** By the field that makes the step what it is, in the order of looking. */
const STEP_FIELDS: Readonly<Record<string, readonly string[]>> = {
  do: ["do", "with", "as", "answer", "problem", "remember", "note"],
  clock: ["clock", "note"],
  restart: ["restart", "note"],
  store: ["store", "note"],
  remember: ["remember", "note"],
};

/** Every scenario of the directory, files by name. */
export function loadScenarios(directory: string = DIRECTORY): Scenario[] {
  const files = readdirSync(directory)
    .filter((name) => name.endsWith(".yaml"))
    .sort();
  const shared = files.includes(SHARED_SETUPS) ? readSetups(directory, SHARED_SETUPS) : {};
  return files.flatMap((file) => parseScenarios(readFileSync(join(directory, file), "utf8"), { file, shared }));
}

function readSetups(directory: string, file: string): Setups {
  return setupsOf(fieldsOf(parse(readFileSync(join(directory, file), "utf8")), file), file);
}

export function parseScenarios(text: string, from: { readonly file: string; readonly shared?: Setups }): Scenario[] {
  const file = fieldsOf(parse(text), from.file);
  refuseUnknown(file, FILE_FIELDS, from.file);
  const subject = textOf(file.subject ?? basename(from.file, ".yaml"), `${from.file}: subject`);
  const setups = { ...from.shared, ...setupsOf(file, from.file) };
  const seen = new Set<string>();
  return listOf(file.scenarios ?? [], `${from.file}: scenarios`).map((raw, index) => {
    const scenario = scenarioOf(raw, { subject, setups, place: `${from.file}: scenario ${index + 1}` });
    if (seen.has(scenario.name)) throw new Error(`${from.file}: two scenarios are named "${scenario.name}"`);
    seen.add(scenario.name);
    return scenario;
  });
}

function setupsOf(file: Fields, place: string): Setups {
  const setups: Record<string, readonly Step[]> = {};
  for (const [name, raw] of Object.entries(fieldsOf(file.setups ?? {}, `${place}: setups`))) {
    setups[name] = stepsOf(raw, `${place}: setup ${name}`);
  }
  return setups;
}

interface Surroundings {
  readonly subject: string;
  readonly setups: Setups;
  readonly place: string;
}

function scenarioOf(raw: unknown, { subject, setups, place: numbered }: Surroundings): Scenario {
  const fields = fieldsOf(raw, numbered);
  const name = textOf(fields.name, `${numbered}: name`);
  const place = `${numbered} "${name}"`;
  refuseUnknown(fields, SCENARIO_FIELDS, place);
  const rules = listOf(fields.rules, `${place}: rules`).map((rule) => textOf(rule, `${place}: rules`));
  for (const rule of rules) if (!RULE.test(rule)) throw new Error(`${place}: "${rule}" is no rule`);
  if (rules.length === 0) throw new Error(`${place}: names no rule`);
  const before = setupNames(fields.setup, place).flatMap((setup) => {
    const steps = setups[setup];
    if (steps === undefined) throw new Error(`${place}: no setup "${setup}"`);
    return steps;
  });
  return {
    subject,
    name,
    rules,
    clock: instantOf(fields.clock ?? DEFAULT_CLOCK, `${place}: clock`),
    not: reasonsOf(fields.not, place),
    steps: [...before, ...stepsOf(fields.steps, place)],
    setupSteps: before.length,
  };
}

function setupNames(raw: unknown, place: string): string[] {
  if (raw === undefined) return [];
  return (Array.isArray(raw) ? raw : [raw]).map((name) => textOf(name, `${place}: setup`));
}

function reasonsOf(raw: unknown, place: string): Partial<Record<RunnerName, string>> {
  const reasons: Partial<Record<RunnerName, string>> = {};
  for (const [runner, reason] of Object.entries(fieldsOf(raw ?? {}, `${place}: not`))) {
    if (runner !== "model" && !(RUNNER_NAMES as readonly string[]).includes(runner))
      throw new Error(`${place}: no runner "${runner}"`);
    reasons[runner as RunnerName] = textOf(reason, `${place}: not ${runner}`);
  }
  return reasons;
}

function stepsOf(raw: unknown, place: string): Step[] {
  return listOf(raw, `${place}: steps`).map((step, index) => stepOf(step, `${place}, step ${index + 1}`));
}

function stepOf(raw: unknown, place: string): Step {
  const fields = fieldsOf(raw, place);
  const kind = Object.keys(STEP_FIELDS).find((name) => name in fields);
  if (kind === undefined) throw new Error(`${place}: is none of ${Object.keys(STEP_FIELDS).join(", ")}`);
  refuseUnknown(fields, STEP_FIELDS[kind] ?? [], place);
  if (kind === "clock" && !textOf(fields.clock, place).startsWith("+")) instantOf(fields.clock, place);
  if (kind === "do") textOf(fields.do, `${place}: do`);
  if ("answer" in fields && "problem" in fields) throw new Error(`${place}: expects an answer and a problem`);
  return (kind === "do" ? { with: {}, ...fields } : fields) as unknown as Step;
}

export function instantOf(raw: unknown, place: string): number {
  const instant = Date.parse(textOf(raw, place));
  if (Number.isNaN(instant)) throw new Error(`${place}: "${String(raw)}" is no instant`);
  return instant;
}

function refuseUnknown(fields: Fields, known: readonly string[], place: string): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`${place}: unknown field "${unknown}" (known: ${known.join(", ")})`);
}

function fieldsOf(raw: unknown, place: string): Fields {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) throw new Error(`${place}: is no mapping`);
  return raw as Fields;
}

function listOf(raw: unknown, place: string): unknown[] {
  if (!Array.isArray(raw)) throw new Error(`${place}: is no list`);
  return raw;
}

function textOf(raw: unknown, place: string): string {
  if (typeof raw !== "string" || raw === "") throw new Error(`${place}: is no text`);
  return raw;
}
