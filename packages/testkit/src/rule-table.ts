// The rule table: which rule is shown by how many scenarios on which runner; an empty cell without a reason is red.
import { RUNNER_NAMES, type RunnerName, type Scenario } from "./scenario.ts";

/** What this product must show: the rules that are built. */
export const RULES_BUILT: readonly string[] = [
  ...Array.from({ length: 38 }, (_, index) => `R${index + 1}`),
  "R41",
  "R42",
  "R43",
  "R44",
  "R45",
];

/** By runner, then by `subject: name`, whether the scenario passed; one that is not there was not played. */
export type ScenarioResults = ReadonlyMap<RunnerName, ReadonlyMap<string, boolean>>;

export interface RuleCell {
  readonly runner: RunnerName;
  readonly passed: number;
  readonly failed: number;
  /** Scenarios that should have been played here and were not. */
  readonly missing: number;
  readonly reasons: readonly string[];
  readonly isRed: boolean;
}

export interface RuleRow {
  readonly rule: string;
  readonly cells: readonly RuleCell[];
  readonly isRed: boolean;
}

export function ruleTable(scenarios: readonly Scenario[], results: ScenarioResults): RuleRow[] {
  return RULES_BUILT.map((rule) => {
    const naming = scenarios.filter(({ rules }) => rules.includes(rule));
    const cells = RUNNER_NAMES.map((runner) => cellOf(runner, naming, results.get(runner) ?? new Map()));
    return { rule, cells, isRed: cells.some(({ isRed }) => isRed) };
  });
}

function cellOf(runner: RunnerName, naming: readonly Scenario[], results: ReadonlyMap<string, boolean>): RuleCell {
  const playable = naming.filter(({ not }) => not[runner] === undefined);
  const outcomes = playable.map((scenario) => results.get(scenarioKey(scenario)));
  const passed = outcomes.filter((outcome) => outcome === true).length;
  const failed = outcomes.filter((outcome) => outcome === false).length;
  const reasons = [...new Set(naming.flatMap(({ not }) => not[runner] ?? []))];
  const missing = playable.length - passed - failed;
  const isEmpty = passed + failed === 0;
  return {
    runner,
    passed,
    failed,
    missing,
    reasons,
    isRed: failed > 0 || missing > 0 || (isEmpty && reasons.length === 0),
  };
}

export const scenarioKey = ({ subject, name }: Pick<Scenario, "subject" | "name">): string => `${subject}: ${name}`;

const RULE_WIDTH = 6;
const CELL_WIDTH = 12;

/** For people: a line per rule, then the reasons of the cells without a scenario, then what is red. */
export function printRuleTable(rows: readonly RuleRow[]): string {
  const heading = ["rule".padEnd(RULE_WIDTH), ...RUNNER_NAMES.map((name) => name.padEnd(CELL_WIDTH))]
    .join("")
    .trimEnd();
  const lines = rows.map(({ rule, cells }) =>
    [rule.padEnd(RULE_WIDTH), ...cells.map((cell) => cellText(cell).padEnd(CELL_WIDTH))].join("").trimEnd(),
  );
  const reasons = rows.flatMap(({ rule, cells }) =>
    cells
      .filter(({ passed, failed, isRed }) => passed + failed === 0 && !isRed)
      .map((cell) => `${rule} not on ${cell.runner}: ${cell.reasons.join("; ")}`),
  );
  const red = rows.flatMap(({ rule, cells }) =>
    cells.filter(({ isRed }) => isRed).map((cell) => `RED ${rule} on ${cell.runner}: ${cellText(cell)}`),
  );
  return [heading, ...lines, ...reasons, ...red].join("\n");
}

function cellText({ passed, failed, missing, reasons }: RuleCell): string {
  if (failed > 0) return `${failed} FAILED`;
  if (missing > 0) return `${missing} NOT RUN`;
  if (passed > 0) return String(passed);
  return reasons.length > 0 ? "reason" : "EMPTY";
}

interface VitestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}

/** Scenario results out of what vitest's JSON reporter writes. */
export function resultsOf(reports: readonly VitestReport[]): ScenarioResults {
  const results = new Map<RunnerName, Map<string, boolean>>();
  for (const { ancestorTitles, title, status } of reports.flatMap((report) =>
    report.testResults.flatMap((file) => file.assertionResults),
  )) {
    const [suite = "", subject = ""] = ancestorTitles;
    const runner = /^scenarios on (\w+)$/.exec(suite)?.[1] as RunnerName | undefined;
    if (runner === undefined) continue;
    const ofRunner = results.get(runner) ?? new Map<string, boolean>();
    results.set(runner, ofRunner.set(scenarioKey({ subject, name: title }), status === "passed"));
  }
  return results;
}
