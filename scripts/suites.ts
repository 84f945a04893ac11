// What the gate runs, in this order. A new suite is one more line here.

export interface Suite {
  readonly name: string;
  /** A tool of ours or of a dependency, and its arguments. */
  readonly command: readonly [tool: string, ...parameters: string[]];
  /** "step": one pass or one failure, by exit code. "vitest": counts its own tests. */
  readonly counts: "step" | "vitest";
  /** It is stopped, and has failed, after this long. The whole gate has 25 minutes. */
  readonly secondsMax: number;
}

const step = (name: string, ...command: [string, ...string[]]): Suite => ({
  name,
  command,
  counts: "step",
  secondsMax: 120,
});

const tests = (name: string, secondsMax: number, ...places: string[]): Suite => ({
  name,
  command: ["vitest", "run", ...places],
  counts: "vitest",
  secondsMax,
});

/** The suite whose results fill the table of rules and runners. */
export const SCENARIOS = "scenarios";

export const SUITES: readonly Suite[] = [
  step("lock", "node", "scripts/check-lock.ts"),
  step("format and lint", "biome", "ci", "--error-on-warnings", "--max-diagnostics=200"),
  step("types", "tsc", "-p", "."),
  step("floors", "depcruise", "--config", ".dependency-cruiser.mjs", "packages", "scripts", "tests", "bench"),
  step("dead code", "knip", "--no-config-hints"),
  tests(
    "house",
    120,
    "tests/architecture.test.ts",
    "tests/gate.test.ts",
    "tests/lockfile.test.ts",
    "tests/container.test.ts",
  ),
  tests("packages", 300, "packages/"),
  tests(SCENARIOS, 600, "tests/scenarios/"),
  tests("proof", 900, "tests/store-exams/", "tests/model/", "tests/simulator/", "tests/planted-faults.test.ts"),
  tests("end to end", 600, "tests/end-to-end/"),
  tests("documents", 480, "tests/docs/"),
  tests("fuzz", 300, "tests/fuzz/"),
  tests("release", 600, "tests/release/"),
];
