// The terminal: one place that writes results, and problems with their advice, as text or as JSON.
import { PurserProblem, PurserUnreachable } from "@purser/client";
import { ProblemError } from "@purser/service";
import { SettingsError } from "./settings.ts";

/** Exit codes: a script can tell a denial and bad usage from a server that is away. */
export const EXIT = { ok: 0, denied: 1, unwell: 1, usage: 2, problem: 3, unreachable: 4, drift: 5 } as const;

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Where the output is no terminal: what fits most pagers and files. */
const WIDTH_ELSEWHERE = 120;
const WIDTH_LEAST = 40;

export function terminalWidth(): number {
  const asked = Number(process.env.COLUMNS);
  return Math.max(
    WIDTH_LEAST,
    process.stdout.columns ?? (Number.isInteger(asked) && asked > 0 ? asked : WIDTH_ELSEWHERE),
  );
}

/** NO_COLOR turns it off, FORCE_COLOR on; else a terminal has it if it says so. */
export function hasColour(): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: none } = process.env;
  if (none !== undefined && none !== "") return false;
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return process.stdout.isTTY === true && process.stdout.hasColors();
}

/** A bar of `share` (0–1), as wide as asked. */
export function bar(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return "█".repeat(full) + "░".repeat(width - full);
}

/** Progress of long work on one line of standard error; silent where that is no terminal. */
export function progress(label: string, total: number): (done: number) => void {
  if (!process.stderr.isTTY) return () => {};
  return (done) => {
    const share = total === 0 ? 1 : done / total;
    process.stderr.write(`\r${label} ${bar(share, 30)} ${done}/${total}${done >= total ? "\n" : ""}`);
  };
}

/** Says what went wrong and what to do, and returns the exit code for it. */
export function reportError(error: unknown): number {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  if (error instanceof PurserProblem || error instanceof ProblemError) {
    say(`${error.code}: ${error.message}`);
    for (const one of error.errors) say(`  ${one.path || "/"}: ${one.message}`);
    return EXIT.problem;
  }
  if (error instanceof PurserUnreachable) {
    say(`${error.message}\nIs the server running? Start it with: npx purser serve`);
    return EXIT.unreachable;
  }
  if (error instanceof SettingsError) {
    say(error.message);
    return EXIT.usage;
  }
  say(error instanceof Error ? error.message : String(error));
  return EXIT.problem;
}

/** Runs a command's work; what it throws is told, and the process ends with its exit code. */
export async function guarded(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.exitCode = reportError(error);
  }
}
