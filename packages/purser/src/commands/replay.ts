// `purser replay`: sends a CSV of LLM calls as load, reserve then commit, and proves every total against a sum of its own.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { defineCommand } from "citty";
import { type Client, connect, connectionArguments } from "../connection.ts";
import {
  furnishReplay,
  REPLAY_CAPABILITY,
  replayDimensions,
  replayPath,
  replayTotals,
} from "../replay-organisation.ts";
import { SettingsError } from "../settings.ts";
import { EXIT, print, printJson, progress, reportError } from "../terminal.ts";
import { readTrace, type TracedCall } from "../trace-file.ts";

const IN_FLIGHT_MAX = 512;
const USERS_MAX = 100_000;
/** What is held for the answer of a call, which nobody knows before it has run. */
const ANSWER_TOKENS = 1_000;

export interface ReplayReport {
  readonly calls: number;
  readonly granted: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly tokens: number;
  readonly seconds: number;
  readonly callsPerSecond: number;
  /** Entities whose total is another than the sum of their calls. */
  readonly wrongTotals: readonly { readonly entityId: string; readonly counted: number; readonly expected: number }[];
}

export const replay = defineCommand({
  meta: {
    name: "replay",
    description:
      "Send a CSV of LLM calls (TIMESTAMP,ContextTokens,GeneratedTokens) as load; exit 5 when a total is wrong.",
  },
  args: {
    ...connectionArguments,
    file: { type: "positional", description: "The CSV file", required: true },
    customer: { type: "string", description: "Customer that the organisation is made for", default: "replay" },
    users: { type: "string", description: "Users over whom the calls are spread", default: "500" },
    inFlight: { type: "string", description: "Calls at a time", default: "64" },
  },
  run: async ({ args }) => {
    try {
      const users = wholeNumber(args.users, "users", USERS_MAX);
      const inFlight = wholeNumber(args.inFlight, "inFlight", IN_FLIGHT_MAX);
      const client = connect(args);
      const report = await replayTrace(client, { file: args.file, customerId: args.customer, users, inFlight });
      if (args.json) printJson(report);
      else tellReport(report);
      process.exitCode = report.wrongTotals.length > 0 ? EXIT.drift : EXIT.ok;
      await client.close();
    } catch (error) {
      process.exitCode = reportError(error);
    }
  },
});

export interface Replay {
  readonly file: string;
  readonly customerId: string;
  readonly users: number;
  readonly inFlight: number;
}

export async function replayTrace(client: Client, order: Replay): Promise<ReplayReport> {
  await furnishReplay(client, order.customerId, order.users);
  const before = await replayTotals(client, order.customerId, order.users);
  const calls: TracedCall[] = [];
  for await (const call of readTrace(order.file)) calls.push(call);
  const run = new ReplayRun(client, order);
  const start = performance.now();
  await run.send(calls);
  const seconds = (performance.now() - start) / 1_000;
  const after = await replayTotals(client, order.customerId, order.users);
  const wrongTotals = [...after].flatMap(([entityId, counted]) => {
    const expected = (before.get(entityId) ?? 0) + (run.sums.get(entityId) ?? 0);
    return counted === expected ? [] : [{ entityId, counted, expected }];
  });
  const { granted, accepted, duplicates, tokens } = run;
  return {
    calls: calls.length,
    granted,
    accepted,
    duplicates,
    tokens,
    seconds,
    callsPerSecond: calls.length / seconds,
    wrongTotals,
  };
}

class ReplayRun {
  granted = 0;
  accepted = 0;
  duplicates = 0;
  tokens = 0;
  /** What each entity must have used in this run: added up here, from the file alone. */
  readonly sums = new Map<string, number>();
  readonly #client: Client;
  readonly #order: Replay;
  /** The same file sent twice is counted once. */
  readonly #stem: string;

  constructor(client: Client, order: Replay) {
    this.#client = client;
    this.#order = order;
    this.#stem = createHash("sha256").update(readFileSync(order.file)).digest("hex").slice(0, 16);
  }

  async send(calls: readonly TracedCall[]): Promise<void> {
    let next = 0;
    const tell = progress("replay", calls.length);
    const lane = async (): Promise<void> => {
      for (let call = calls[next++]; call !== undefined; call = calls[next++]) {
        await this.#one(call);
        if (call.row % 500 === 0) tell(call.row);
      }
    };
    await Promise.all(Array.from({ length: this.#order.inFlight }, lane));
    tell(calls.length);
  }

  async #one({ row, contextTokens, tokens }: TracedCall): Promise<void> {
    const user = row % this.#order.users;
    const { customerId } = this.#order;
    const { reservation } = await this.#client.reserve({
      customerId,
      capabilityId: REPLAY_CAPABILITY,
      amount: contextTokens + ANSWER_TOKENS,
      dimensions: replayDimensions(user),
      idempotencyKey: `${this.#stem}-${row}`,
    });
    if (reservation === null) return;
    this.granted += 1;
    const { duplicate } = await this.#client.commitReservation({
      customerId,
      reservationId: reservation.id,
      amount: tokens,
    });
    if (duplicate === true) this.duplicates += 1;
    else this.#count(user, tokens);
  }

  #count(user: number, tokens: number): void {
    this.accepted += 1;
    this.tokens += tokens;
    for (const id of replayPath(user)) this.sums.set(id, (this.sums.get(id) ?? 0) + tokens);
  }
}

function wholeNumber(text: string, name: string, max: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= max) return number;
  throw new SettingsError(`--${name} ${text}: give a whole number from 1 to ${max}.`);
}

function tellReport(report: ReplayReport): void {
  print(
    `${report.calls} calls in ${report.seconds.toFixed(1)} s (${Math.round(report.callsPerSecond)} a second): ${report.granted} granted.`,
  );
  print(`${report.accepted} counted, ${report.duplicates} were counted before, ${report.tokens} tokens in all.`);
  for (const { entityId, counted, expected } of report.wrongTotals)
    print(`  WRONG ${entityId}: ${counted} counted, ${expected} expected`);
  if (report.wrongTotals.length === 0) print("Every total equals the sum of the file.");
}
