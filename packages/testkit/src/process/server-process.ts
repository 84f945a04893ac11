// A server in a process of its own, started as a user starts it, ended by the signal that a test chooses.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const BIN = join(import.meta.dirname, "../../../purser/bin/purser.js");
/** Page 2: ready within ten seconds; a busy machine is given more before a test gives up. */
const START_MS_MAX = 30_000;

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Everything that it has said on standard error. */
  readonly errors: () => string;
  /** Sends the signal and waits for the end; the exit code, or null when the signal ended it. */
  end(signal: "SIGKILL" | "SIGTERM"): Promise<number | null>;
}

export interface ServerProcessOptions {
  readonly data: string;
  readonly key: string;
  /** A program that runs the server, such as strace and its arguments. */
  readonly under?: readonly string[];
  /** Further words after `purser serve`. */
  readonly words?: readonly string[];
}

export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { data, key, under = [], words = [] } = options;
  const command = [...under, process.execPath, BIN, "serve", "--data", data, "--port", "0", "--json", ...words];
  const child = spawn(command[0] ?? "", command.slice(1), {
    env: { ...process.env, PURSER_API_KEY: key, PURSER_HOST: "127.0.0.1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const url = await readUrl(child).catch((error: Error) => {
    child.kill("SIGKILL");
    throw new Error(`The server did not start: ${error.message}\n${errors}`);
  });
  return {
    url,
    pid: child.pid ?? 0,
    errors: () => errors,
    end: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
        await once(child, "exit");
      }
      return child.exitCode;
    },
  };
}

/** The server's first line says where it answers, and it says so only when it does. */
async function readUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("it has no standard output");
  const lines = createInterface({ input: child.stdout });
  const signal = AbortSignal.timeout(START_MS_MAX);
  const ended = once(child, "exit", { signal }).then(() => Promise.reject(new Error("it ended at once")));
  const [line] = (await Promise.race([once(lines, "line", { signal }), ended])) as [string];
  lines.close();
  child.stdout.resume();
  return (JSON.parse(line) as { url: string }).url;
}
