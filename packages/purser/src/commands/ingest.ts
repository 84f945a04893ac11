// `purser ingest`: reports usage after the fact, one event from the command line or many as NDJSON on standard input.
import { createInterface } from "node:readline";
import { defineCommand } from "citty";
import { type Client, connect, connectionArguments, dimensionsOf } from "../connection.ts";
import { SettingsError } from "../settings.ts";
import { EXIT, print, printJson, reportError } from "../terminal.ts";

/** Events a request may carry (R19). */
const BATCH_MAX = 1_000;

type Events = Parameters<Client["ingest"]>[0]["events"];
type Results = Awaited<ReturnType<Client["ingest"]>>["data"];

export const ingest = defineCommand({
  meta: {
    name: "ingest",
    description:
      "Count usage: purser ingest acme tokens 500 --dimension userId=ada, or events as NDJSON: purser ingest < events.ndjson",
  },
  args: {
    ...connectionArguments,
    customer: { type: "positional", description: "Customer id", required: false },
    capability: { type: "positional", description: "Capability id", required: false },
    amount: { type: "positional", description: "How much was used", required: false },
    dimension: { type: "string", description: "key=value,key=value" },
    idempotencyKey: { type: "string", description: "Repeats under one key count once" },
  },
  run: async ({ args }) => {
    try {
      const client = connect(args);
      const results = args.customer === undefined ? await ingestLines(client) : await ingestOne(client, args);
      if (args.json) printJson({ data: results });
      else tellResults(results);
      process.exitCode = results.some(({ status }) => status === "rejected") ? EXIT.problem : EXIT.ok;
    } catch (error) {
      process.exitCode = reportError(error);
    }
  },
});

interface OneEvent {
  readonly customer?: string | undefined;
  readonly capability?: string | undefined;
  readonly amount?: string | undefined;
  readonly dimension?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

async function ingestOne(client: Client, args: OneEvent): Promise<Results> {
  if (args.customer === undefined || args.capability === undefined || args.amount === undefined) {
    throw new SettingsError(
      "Name customer, capability and amount: purser ingest acme tokens 500 --dimension userId=ada.",
    );
  }
  const event = {
    customerId: args.customer,
    capabilityId: args.capability,
    amount: args.amount,
    dimensions: dimensionsOf(args.dimension),
    ...(args.idempotencyKey === undefined ? {} : { idempotencyKey: args.idempotencyKey }),
  };
  return (await client.ingest({ events: [event] })).data;
}

async function ingestLines(client: Client): Promise<Results> {
  const results: Results[number][] = [];
  let events: Events[number][] = [];
  const send = async (): Promise<void> => {
    if (events.length > 0) results.push(...(await client.ingest({ events, figures: false })).data);
    events = [];
  };
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === "") continue;
    events.push(eventOf(line));
    if (events.length === BATCH_MAX) await send();
  }
  await send();
  return results;
}

/** The server judges what the event says; that it is JSON is judged here, by line. */
function eventOf(line: string): Events[number] {
  try {
    return JSON.parse(line);
  } catch {
    throw new SettingsError(`This line is no JSON: ${line.slice(0, 80)}. Send one event to a line.`);
  }
}

function tellResults(results: Results): void {
  const count = (status: string): number => results.filter((result) => result.status === status).length;
  print(`${count("accepted")} accepted, ${count("duplicate")} duplicate, ${count("rejected")} rejected.`);
  for (const [index, result] of results.entries()) {
    if (result.status === "rejected") print(`  event ${index}${result.problem.path}: ${result.problem.detail}`);
    else if (results.length === 1) tellBudgets(result);
  }
}

function tellBudgets(result: Results[number]): void {
  if (result.status === "rejected") return;
  for (const node of result.budgets ?? []) {
    const limit = node.usageLimit === null ? "no limit" : String(node.usageLimit);
    print(`  ${node.entityId}: ${node.currentUsage} / ${limit} (${node.cadence ?? "lifetime"})`);
  }
}
