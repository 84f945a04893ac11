// F16: a trace of real LLM calls as reserve then commit over 500 users, as fast as possible, every total proven.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { API_KEY, requestBytes } from "../connection.ts";
import type { Figure } from "../figure.ts";
import { inTurn, saturate } from "../load.ts";
import { count, type Mode, sentence } from "../mode.ts";
import { startProcess } from "../process.ts";
import { checkBody } from "../usage.ts";

const USERS = 500;
const IN_FLIGHT = 64;
/** A call of the trace is two requests. */
const REQUESTS_OF_CALL = 2;
const PURSER = join(import.meta.dirname, "..", "..", "packages", "purser", "bin", "purser.js");

interface Report {
  readonly calls: number;
  readonly callsPerSecond: number;
  readonly wrongTotals: readonly unknown[];
}

export async function measure(mode: Mode): Promise<Figure[]> {
  if (mode.trace === null || !existsSync(mode.trace)) return notMeasured();
  const server = await startProcess({ file: "./server.ts", args: [mkdtempSync(join(mode.work, "trace-")), API_KEY] });
  const report = await replay(server.port, mode.trace);
  await server.stop();
  const echo = await startProcess({
    file: "./baseline/echo.ts",
    env: { ECHO_ANSWER: JSON.stringify({ isGranted: true }) },
  });
  const next = inTurn([requestBytes("POST", "/", checkBody(1))]);
  const echoRate = await saturate({ port: echo.port, inFlight: IN_FLIGHT, seconds: 3, next });
  await echo.stop();
  const rates = `${count(report.callsPerSecond)} calls a second ÷ ${count(echoRate / REQUESTS_OF_CALL)}`;
  return [
    {
      id: "F16",
      name: "real trace as reserve → commit, 500 users: wrong totals",
      value: report.wrongTotals.length,
      unit: "totals",
      target: { most: 0 },
      note: `${count(report.calls)} calls`,
    },
    {
      id: "F16",
      name: "real trace: calls a second ÷ echo's, two requests to a call",
      value: report.callsPerSecond / (echoRate / REQUESTS_OF_CALL),
      unit: "×",
      target: null,
      note: sentence(rates, "load by the client of the product"),
    },
  ];
}

async function replay(port: number, trace: string): Promise<Report> {
  const args = [PURSER, "replay", trace, "--url", `http://127.0.0.1:${port}`, "--users", String(USERS), "--json"];
  const env = { ...process.env, PURSER_API_KEY: API_KEY };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 16 * 1024 * 1024 });
  return JSON.parse(stdout) as Report;
}

const notMeasured = (): Figure[] => [
  {
    id: "F16",
    name: "real trace as reserve → commit, 500 users: wrong totals",
    value: Number.NaN,
    unit: "totals",
    target: { most: 0 },
    note: "no trace: give --trace or PURSER_TRACE",
  },
];
