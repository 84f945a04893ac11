// The founding of a fuzzed server: a few customers with budgets that stand, so that every route has something to work on.
import { createClient } from "@purser/client";

/** What an answer tells of rows of that name, at that customer. */
export interface Founded {
  readonly answer: unknown;
  readonly row: string;
  readonly scope: string | null;
}

const CUSTOMERS = ["founded-1", "founded-2", "founded-3"];
const TEAMS = 12;
const BUDGET = { capabilityId: "founded-tokens", cadence: "P1M" };

/** Made by chance alone, budgets that stand are so rare that deleting or raising one may never come to pass. */
export async function found(url: string, apiKey: string): Promise<Founded[]> {
  const client = createClient({ baseUrl: url, apiKey });
  try {
    const types = await client.upsertEntityTypes({
      entityTypes: [{ id: "founded-team", displayName: "Team", attributionKeys: ["foundedTeamId"] }],
    });
    const capabilities = await client.upsertCapabilities({
      capabilities: [{ id: BUDGET.capabilityId, kind: "feature", displayName: "Tokens" }],
    });
    const told: Founded[] = [
      { answer: types, row: "entityType", scope: null },
      { answer: capabilities, row: "capability", scope: null },
    ];
    for (const customerId of CUSTOMERS) told.push(...(await foundCustomer(client, customerId)));
    return told;
  } finally {
    await client.close();
  }
}

async function foundCustomer(client: ReturnType<typeof createClient>, customerId: string): Promise<Founded[]> {
  const ids = Array.from({ length: TEAMS }, (_, index) => `team-${index}`);
  const entities = await client.upsertEntities({
    customerId,
    entities: ids.map((id) => ({ id, entityTypeId: "founded-team" })),
  });
  const assignments = await client.upsertAssignments({
    customerId,
    assignments: ids.map((entityId) => ({ ...BUDGET, entityId, usageLimit: 1_000 })),
  });
  const raise = { customerId, ...BUDGET, amount: 1, reason: "More", entityId: ids[0] ?? "" };
  const exception = await client.createException({ ...raise, idempotencyKey: "founded" });
  const request = await client.fileLimitRequest({ ...raise, idempotencyKey: "founded" });
  return [
    { answer: entities, row: "entity", scope: customerId },
    { answer: assignments, row: "assignment", scope: customerId },
    { answer: exception, row: "exception", scope: customerId },
    { answer: request, row: "limitRequest", scope: customerId },
  ];
}
