// What the demo prints: where it is, how the enterprise stands, a first request, and what to type next.
import type { Client } from "../connection.ts";
import { hasColour, terminalWidth } from "../terminal.ts";
import { renderTree } from "../tree-screen.ts";
import { DEMO_CUSTOMER, type Organisation } from "./organisation.ts";
import type { Stop } from "./traffic.ts";

export interface Started {
  readonly client: Client;
  readonly url: string;
  readonly key: string;
  readonly acme: Organisation;
  /** How many events of the past there are. */
  readonly events: number;
}

/** Beyond it lines of figures are hard to follow. */
const TREE_WIDTH_MAX = 110;

export async function firstScreen({ client, url, key, acme, events }: Started): Promise<string> {
  const number = (type: string): number => acme.members.filter(({ entityTypeId }) => entityTypeId === type).length;
  const check = { capabilityId: "credits", requestedUsage: 0.5, dimensions: { agentId: "drafter" } };
  return `
Purser demo: Acme Corporation. ${number("department")} departments, ${number("team")} teams, ${number("user")} people and ${number("agent")} agents share 9,000 credits a
month. ${events.toLocaleString("en")} calls of the last 30 days are counted, and more go on while you look.

  URL   ${url}
  Key   ${key}
  Docs  ${url}/docs

${await departments(client)}

May the drafter spend 0.5 credits? It has 3 a month and is nearly through. The answer says which budget binds, what is
left of it and when to try again:

  curl -s ${url}/v1/customers/${DEMO_CUSTOMER}/check -H 'authorization: Bearer ${key}' -H 'content-type: application/json' -d '${JSON.stringify(check)}'

In another terminal of this folder:

  export PURSER_URL=${url} PURSER_API_KEY=${key}
  npx purser check ${DEMO_CUSTOMER} credits --dimension agentId=reviewer --amount 4   # has 10 of its own; its team of 8 binds
  npx purser tree ${DEMO_CUSTOMER} --min-utilization 90%                              # who is near a limit, or over it
  npx purser export ${DEMO_CUSTOMER} > acme.yaml                                      # all of it as a file: change a limit in it, then
  npx purser plan -f acme.yaml                                            # one line for what you changed; apply makes it so

In 20 seconds an agent gets into a loop; see here what becomes of it. Stop with Ctrl-C; nothing is kept.`;
}

async function departments(client: Client): Promise<string> {
  const query = { customerId: DEMO_CUSTOMER, capabilityIds: ["credits"], maxDepth: 1, scope: "nodeWide" as const };
  const { data: rows, totals } = await client.queryTree(query);
  const view = { customerId: DEMO_CUSTOMER, rows, names: new Map(), totals, isFiltered: true };
  const width = Math.min(terminalWidth(), TREE_WIDTH_MAX);
  return renderTree(view, { width, hasColour: hasColour(), now: Date.now() }).join("\n");
}

/** One line when the runaway agent meets its budget. */
export function stoppedLine({ agentId, tokens, seconds, cadence, retryAt }: Stop, now: Date): string {
  const until = retryAt === null ? "" : ` until ${retryAt.slice(11, 16)} UTC`;
  return `${now.toISOString().slice(11, 19)}  ${agentId} was in a loop: ${tokens.toLocaleString("en")} tokens in ${seconds} s, then stopped by its own ${cadence} budget${until}. Nobody else noticed.`;
}
