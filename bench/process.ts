// Processes of a benchmark: servers and baselines beside the load, each on a core of its own where the figure says so.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** Ticks of /proc are hundredths of a second on every Linux that Node runs on. */
const TICK_MS = 10;
const TASKSET = ["/usr/bin/taskset", "/bin/taskset"].find((file) => existsSync(file));

export interface Running {
  readonly port: number;
  /** What the process printed when it was ready. */
  readonly ready: Readonly<Record<string, number>>;
  /** Milliseconds of processor time of the main thread so far; NaN where /proc is none. */
  mainThreadMs(): number;
  /** Memory of the process; NaN where /proc is none. */
  memoryBytes(): number;
  stop(): Promise<void>;
}

export interface Start {
  readonly file: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly core?: number;
}

/** Starts a program of the bench and waits for the line of JSON that it prints when it is ready. */
export async function startProcess({ file, args = [], env = {}, core }: Start): Promise<Running> {
  const program = new URL(file, import.meta.url).pathname;
  const command = [process.execPath, program, ...args];
  if (core !== undefined && TASKSET !== undefined) command.unshift(TASKSET, "-c", String(core));
  const [first = "", ...rest] = command;
  const child = spawn(first, rest, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
  // Whoever ends early takes its servers along.
  const takeAlong = (): boolean => child.kill();
  process.once("exit", takeAlong);
  child.once("exit", () => process.off("exit", takeAlong));
  const ready = JSON.parse(await firstLine(child)) as Record<string, number>;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    port: ready.port ?? 0,
    ready,
    memoryBytes: () => memoryBytes(child.pid ?? 0),
    mainThreadMs: () => mainThreadMs(child.pid ?? 0),
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout !== null) for await (const line of createInterface({ input: stdout })) return line;
  throw new Error("A process of the bench ended before it was ready.");
}

function mainThreadMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/task/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return Number.NaN;
  }
}

function memoryBytes(pid: number): number {
  try {
    const [, kilobytes = ""] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kilobytes) * 1_024;
  } catch {
    return Number.NaN;
  }
}

/** Keeps this process, which makes the load, away from the core of what it measures. */
export function pinSelf(core: number): void {
  if (TASKSET !== undefined) spawn(TASKSET, ["-a", "-c", "-p", String(core), String(process.pid)], { stdio: "ignore" });
}
