// Runs a document's steps as a reader types them: one shell, one directory, a server of its own unless the document starts one.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { startServerProcess, withDirectory } from "@purser/testkit";
import type { Step } from "./document-blocks.ts";

const ROOT = join(import.meta.dirname, "../..");
const KEY = "a-root-key-for-the-documents-tests";
/** A reader's patience with a whole page; its test is stopped then. */
export const DOCUMENT_MS_MAX = 120_000;
const PAUSE_MS = 100;
const DRAIN_MS_MAX = 10_000;

export interface Ran {
  readonly out: string;
  readonly code: number;
}

/** What came out of each step, on either stream. A document that starts a server finds a free port in PURSER_PORT. */
export function runDocument(steps: readonly Step[]): Promise<Ran[]> {
  return withDirectory(async (directory) => {
    const data = join(directory, "data-of-the-test");
    if (steps.some(({ script }) => script.text.includes("purser serve"))) {
      const port = await freePort();
      return play(steps, directory, { PURSER_PORT: String(port), PURSER_URL: `http://127.0.0.1:${port}` });
    }
    const server = await startServerProcess({ data, key: KEY });
    try {
      return await play(steps, directory, { PURSER_URL: server.url, PURSER_API_KEY: KEY });
    } finally {
      await server.end("SIGTERM");
    }
  });
}

async function play(steps: readonly Step[], directory: string, settings: Record<string, string>): Promise<Ran[]> {
  const place = join(directory, "reader");
  await mkdir(place);
  await symlink(join(ROOT, "node_modules"), join(place, "node_modules"));
  for (const [index, { script }] of steps.entries()) {
    await writeFile(join(place, `step-${index}.${script.language}`), script.text);
  }
  const lines = steps.map(({ script: { language } }, index) => {
    const run = language === "sh" ? `. ./step-${index}.sh` : `node step-${index}.ts`;
    return `${run} > out-${index} 2>&1; echo $? > code-${index}`;
  });
  await runShell(lines.join("\n"), place, settings);
  return Promise.all(
    steps.map(async (_, index) => ({
      out: await readFile(join(place, `out-${index}`), "utf8").catch(() => "(not reached)"),
      code: Number(await readFile(join(place, `code-${index}`), "utf8").catch(() => "1")),
    })),
  );
}

/** What the document has started (a server in the background) ends with its shell: all of them are one process group. */
async function runShell(script: string, cwd: string, settings: Record<string, string>): Promise<void> {
  const { PURSER_API_KEY: _, ...environment } = process.env;
  const shell = spawn("bash", ["-c", script], {
    cwd,
    env: { ...environment, NO_COLOR: "1", COLUMNS: "100", ...settings },
    stdio: "ignore",
    detached: true,
    timeout: DOCUMENT_MS_MAX,
  });
  await once(shell, "exit");
  for (let waited = 0; isAlive(shell.pid, waited < DRAIN_MS_MAX ? "SIGTERM" : "SIGKILL"); waited += PAUSE_MS) {
    await setTimeout(PAUSE_MS);
  }
}

/** Whether the group had anybody left who could be told to end. */
function isAlive(group: number | undefined, signal: "SIGTERM" | "SIGKILL"): boolean {
  try {
    return group !== undefined && process.kill(-group, signal);
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}
