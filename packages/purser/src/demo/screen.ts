// What the demo prints: where it is, three requests that tell what Purser does, and what to type next.
import { DEMO_CUSTOMER, type Organisation } from "./organisation.ts";
import type { Stop } from "./traffic.ts";

export interface Started {
  readonly url: string;
  readonly key: string;
  readonly acme: Organisation;
  /** How many events of the past there are. */
  readonly events: number;
}

export function firstScreen({ url, key, acme, events }: Started): string {
  const number = (type: string): number => acme.members.filter(({ entityTypeId }) => entityTypeId === type).length;
  const curl = (path: string, body: unknown): string =>
    `curl -s ${url}${path} -H 'authorization: Bearer ${key}' -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
  const check = `/v1/customers/${DEMO_CUSTOMER}/check`;
  return `
Purser demo: Acme Corporation. ${number("department")} departments, ${number("team")} teams, ${number("user")} people and ${number("agent")} agents share
9,000 credits a month. ${events.toLocaleString("en")} calls of the last 30 days are counted; more go on while you look.

  URL   ${url}
  Key   ${key}
  Docs  ${url}/docs

1. May the drafter spend 0.5 credits? It has 3 a month and is nearly through:
   ${curl(check, { capabilityId: "credits", requestedUsage: 0.5, dimensions: { agentId: "drafter" } })}

2. The reviewer has 10 of its own, but its team has only 8: the answer names what binds, what is left, when to retry:
   ${curl(check, { capabilityId: "credits", requestedUsage: 4, dimensions: { agentId: "reviewer" } })}

3. Report usage once; it counts at the agent, the team, the department and the company, and a repeat counts nothing:
   ${curl("/v1/ingest", { events: [{ customerId: DEMO_CUSTOMER, capabilityId: "credits", amount: 0.05, dimensions: { agentId: "reviewer" }, idempotencyKey: "my-first-event" }] })}

In another terminal of this folder:

   export PURSER_URL=${url} PURSER_API_KEY=${key}
   npx purser check ${DEMO_CUSTOMER} credits --dimension agentId=triage     # a team that has used up its day
   npx purser verify                                         # every counter equals the sum of the ledger

In 20 seconds an agent gets into a loop; see here what becomes of it. Stop with Ctrl-C; nothing is kept.`;
}

/** One line when the runaway agent meets its budget. */
export function stoppedLine({ agentId, tokens, seconds, cadence, retryAt }: Stop, now: Date): string {
  const until = retryAt === null ? "" : ` until ${retryAt.slice(11, 16)} UTC`;
  return `${now.toISOString().slice(11, 19)}  ${agentId} was in a loop: ${tokens.toLocaleString("en")} tokens in ${seconds} s, then stopped by its own ${cadence} budget${until}. Nobody else noticed.`;
}
