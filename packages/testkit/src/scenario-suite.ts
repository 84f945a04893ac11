// The scenario suite: one vitest test for each scenario that a runner plays, in the order of the files.
import { afterAll, describe, it } from "vitest";
import type { Runner, RunnerName, Scenario } from "./scenario.ts";
import { loadScenarios } from "./scenario-file.ts";
import { playScenario } from "./scenario-run.ts";

/** The title under which a runner's results are found again (rule-table.ts). */
export const suiteTitle = (runner: RunnerName): string => `scenarios on ${runner}`;

export function defineScenarioSuite(runner: Runner, scenarios: readonly Scenario[] = loadScenarios()): void {
  const playable = scenarios.filter(({ not }) => not[runner.name] === undefined);
  const subjects = [...new Set(playable.map(({ subject }) => subject))];
  describe(suiteTitle(runner.name), { concurrent: false, shuffle: false }, () => {
    afterAll(() => runner.stop?.());
    for (const subject of subjects) {
      describe(subject, () => {
        for (const scenario of playable) {
          if (scenario.subject === subject) it(scenario.name, () => playScenario(runner, scenario));
        }
      });
    }
  });
}
