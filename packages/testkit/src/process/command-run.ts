// A command of Purser's run as a user types it, to its end: what it said on both streams, and its exit code.
import { spawn } from "node:child_process";
import { join } from "node:path";

const BIN = join(import.meta.dirname, "../../../purser/bin/purser.js");
/** A command that reads ten thousand rows on a busy machine is given this long. */
const COMMAND_MS_MAX = 120_000;

export interface RanCommand {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface CommandSettings {
  readonly key: string;
  /** Address of the server; none for commands that open a directory, or find none. */
  readonly url?: string;
  /** Standard input. */
  readonly input?: string;
}

export function runCommand(words: readonly string[], { key, url, input = "" }: CommandSettings): Promise<RanCommand> {
  const env = {
    ...process.env,
    PURSER_API_KEY: key,
    NO_COLOR: "1",
    ...(url === undefined ? {} : { PURSER_URL: url }),
  };
  const child = spawn(process.execPath, [BIN, ...words], { env, timeout: COMMAND_MS_MAX });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  child.stdin.end(input);
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, err })));
}
