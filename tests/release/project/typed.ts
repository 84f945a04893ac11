// A stranger's TypeScript: what must be accepted, and what must be refused.
import { createClient, PurserProblem } from "@purser/client";
import { openPurser, type Purser } from "purser";

const client = createClient({ baseUrl: "http://127.0.0.1:7411", apiKey: "key" });
const decision = await client.check({ customerId: "acme", capabilityId: "tokens", requestedUsage: "0.5" });
const available: number | null = decision.available;
const ids: readonly string[] = decision.chains.flat().map(({ entityId }) => entityId);
const code: string = new PurserProblem(JSON.parse("{}"), { retryAfter: null, shouldRetry: null }).code;
const purser: Purser = await openPurser({ data: "ledger" });
const { data } = await purser.ingest({ events: [{ customerId: "acme", capabilityId: "tokens", amount: 1 }] });
const status: "accepted" | "duplicate" | "rejected" | undefined = data[0]?.status;
console.log(available, ids, code, status);

// @ts-expect-error: a check names its customer.
await client.check({ capabilityId: "tokens" });
// @ts-expect-error: there is no such call.
await client.reset({});
// @ts-expect-error: what was answered is not for changing.
decision.available = 1;
// @ts-expect-error: an amount is no truth value.
await purser.ingest({ events: [{ customerId: "acme", capabilityId: "tokens", amount: true }] });
