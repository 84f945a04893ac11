// The gate: one command for people and CI. Runs every suite (or those named), goes on after a failure, and ends with
// the line `N passed, N failed, N skipped`.
import { loadScenarios, printRuleTable, resultsOf, ruleTable } from "@purser/testkit";
import { type Counts, runSuite, type VitestReport } from "./run-suite.ts";
import { SCENARIOS, SUITES, type Suite } from "./suites.ts";

interface Row extends Counts {
  readonly name: string;
  readonly seconds: number;
  readonly report: VitestReport | null;
}

async function run(suite: Suite): Promise<Row> {
  console.log(`\n── ${suite.name}: ${suite.command.join(" ")}`);
  const start = performance.now();
  const { counts, report } = await runSuite(suite);
  return { name: suite.name, seconds: (performance.now() - start) / 1_000, report, ...counts };
}

function table(rows: readonly Row[]): string {
  const cells = rows.map(({ name, seconds, passed, failed, skipped }) => [
    name,
    seconds.toFixed(1),
    ...[passed, failed, skipped].map(String),
  ]);
  const all = [["suite", "seconds", "passed", "failed", "skipped"], ...cells];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const line = ([name = "", ...figures]: readonly string[]): string =>
    [name.padEnd(widths[0] ?? 0), ...figures.map((figure, index) => figure.padStart(widths[index + 1] ?? 0))].join(
      "  ",
    );
  return all.map(line).join("\n");
}

/** Rules that a runner shows by no scenario, without a stated reason. */
function tellRules(report: VitestReport): number {
  const rules = ruleTable(loadScenarios(), resultsOf([report]));
  console.log(`\n${printRuleTable(rules)}`);
  return rules.filter(({ isRed }) => isRed).length;
}

const sum = (rows: readonly Row[], of: keyof Counts): number => rows.reduce((total, row) => total + row[of], 0);

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`No suite is called ${unknown.join(", ")}. There are: ${SUITES.map(({ name }) => name).join(", ")}.`);
}
const rows: Row[] = [];
for (const suite of SUITES) {
  if (wanted.length === 0 || wanted.includes(suite.name)) rows.push(await run(suite));
}
const scenarios = rows.find(({ name }) => name === SCENARIOS)?.report ?? null;
const redRules = scenarios === null ? 0 : tellRules(scenarios);
const failed = sum(rows, "failed") + unknown.length + redRules;
console.log(`\n${table(rows)}\n`);
console.log(`${sum(rows, "passed")} passed, ${failed} failed, ${sum(rows, "skipped")} skipped`);
if (failed > 0 || rows.length === 0) process.exitCode = 1;
