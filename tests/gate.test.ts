// The gate can't be green by accident: whatever breaks, hangs or vanishes is counted as a failure.
import { expect, test } from "vitest";
import { countTests, runSuite, type VitestReport } from "../scripts/run-suite.ts";
import type { Suite } from "../scripts/suites.ts";

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
  expect(await runSuite(suite("process.exit(0)"))).toEqual({ passed: 1, failed: 0, skipped: 0 });
  expect(await runSuite(suite("process.exit(1)"))).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("a step that dies by a signal, hangs, or can't be started has failed", async () => {
  const failed = { passed: 0, failed: 1, skipped: 0 };
  expect(await runSuite(suite("process.kill(process.pid, 'SIGKILL')"))).toEqual(failed);
  expect(await runSuite(suite("setInterval(() => {}, 1000)", 0.5))).toEqual(failed);
  expect(await runSuite({ ...suite(""), command: ["no-such-tool"] })).toEqual(failed);
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
