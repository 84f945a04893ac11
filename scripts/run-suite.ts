// Runs one suite to its end, its limit or its crash, and counts what came of it: a suite never passes in silence.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Suite } from "./suites.ts";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What we read of the report that vitest's JSON reporter writes. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly TestResult[] }[];
}

interface TestResult {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
}

const ROOT = join(import.meta.dirname, "..");
const TOOLS = join(ROOT, "node_modules", ".bin");
const CRASHED: Counts = { passed: 0, failed: 1, skipped: 0 };

export interface SuiteRun {
  readonly counts: Counts;
  /** What vitest told of it, null for a step and after a crash. */
  readonly report: VitestReport | null;
}

export async function runSuite(suite: Suite): Promise<SuiteRun> {
  if (suite.counts === "step") {
    const counts = (await succeeds(suite, [])) ? { passed: 1, failed: 0, skipped: 0 } : CRASHED;
    return { counts, report: null };
  }
  const folder = mkdtempSync(join(tmpdir(), "purser-gate-"));
  try {
    const report = join(folder, "report.json");
    const isSuccess = await succeeds(suite, ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`]);
    const told = readReport(report);
    return { counts: countTests(told, isSuccess), report: told };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file that broke before its first test, and a run that failed without a failed test, count as one failure each. */
export function countTests(report: VitestReport | null, isSuccess: boolean): Counts {
  if (report === null) return CRASHED;
  const brokenFiles = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  const failed = report.numFailedTests + brokenFiles.length;
  const skipped = report.numPendingTests + report.numTodoTests;
  return { passed: report.numPassedTests, failed: failed === 0 && !isSuccess ? 1 : failed, skipped };
}

function readReport(file: string): VitestReport | null {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

function succeeds(suite: Suite, more: readonly string[]): Promise<boolean> {
  const [tool, ...parameters] = suite.command;
  const path = `${TOOLS}${delimiter}${process.env.PATH ?? ""}`;
  const child = spawn(tool, [...parameters, ...more], {
    cwd: ROOT,
    env: { ...process.env, PATH: path },
    stdio: ["ignore", "inherit", "inherit"],
    // A group of its own, so that what the suite started ends with it.
    detached: true,
  });
  return new Promise((resolve) => {
    const limit = setTimeout(() => {
      console.error(`${suite.name}: stopped after ${suite.secondsMax} s`);
      endGroup(child);
    }, suite.secondsMax * 1_000);
    const interrupt = (): never => {
      endGroup(child);
      process.exit(130);
    };
    process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
    const settle = (isSuccess: boolean): void => {
      clearTimeout(limit);
      process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
      endGroup(child);
      resolve(isSuccess);
    };
    child.once("error", (error) => {
      console.error(`${suite.name}: ${error.message}`);
      settle(false);
    });
    child.once("close", (code) => settle(code === 0));
  });
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group is gone already, as it should be.
  }
}
