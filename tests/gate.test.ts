// The gate can't be green by accident: whatever breaks, hangs or vanishes is counted as a failure.
import { globSync } from "node:fs";
import { expect, test } from "vitest";
import { countTests, runSuite, type VitestReport } from "../scripts/run-suite.ts";
import { SUITES, type Suite } from "../scripts/suites.ts";

const suite = (program: string, secondsMax = 20): Suite => ({
  name: "planted",
  command: ["node", "-e", program],
  counts: "step",
  secondsMax,
});
const report = (more: Partial<VitestReport>): VitestReport => ({
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...more,
});

test("a step passes or fails by its exit code", async () => {
  expect((await runSuite(suite("process.exit(0)"))).counts).toEqual({ passed: 1, failed: 0, skipped: 0 });
  expect((await runSuite(suite("process.exit(1)"))).counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("a step that dies by a signal, hangs, or can't be started has failed", async () => {
  const failed = { passed: 0, failed: 1, skipped: 0 };
  expect((await runSuite(suite("process.kill(process.pid, 'SIGKILL')"))).counts).toEqual(failed);
  expect((await runSuite(suite("setInterval(() => {}, 1000)", 0.5))).counts).toEqual(failed);
  expect((await runSuite({ ...suite(""), command: ["no-such-tool"] })).counts).toEqual(failed);
});

test("tests are counted from the report, skipped and planned ones too", () => {
  const counts = countTests(report({ numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 }), false);
  expect(counts).toEqual({ passed: 3, failed: 1, skipped: 3 });
});

test("no report, a file that broke while loading, and a failed run without a failed test are failures", () => {
  expect(countTests(null, true).failed).toBe(1);
  const broken = { status: "failed", assertionResults: [] };
  expect(countTests(report({ testResults: [broken] }), false).failed).toBe(1);
  expect(countTests(report({}), false).failed).toBe(1);
  expect(countTests(report({}), true)).toEqual({ passed: 3, failed: 0, skipped: 0 });
});

test("every test file across packages belongs to a suite, by the places that the suite names", () => {
  const files = globSync("**/*.test.ts", { cwd: import.meta.dirname }).map((file) => `tests/${file}`);
  const places = SUITES.flatMap(({ command }) => command.filter((part) => part.startsWith("tests/")));
  expect(files.filter((file) => !places.some((place) => file.startsWith(place)))).toEqual([]);
});
