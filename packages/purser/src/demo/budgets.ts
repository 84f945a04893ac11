// Acme's catalog as its admins would write it: types, capabilities, people's seats, and budgets of several cadences and scopes.
import type { Client } from "../connection.ts";
import { DEMO_CUSTOMER, LAB, type Organisation, ROOT } from "./organisation.ts";

/** The most items of one upsert (page 5). */
const BATCH = 100;

/** Credits a month for everybody who has no budget of their own. */
export const SEAT_CREDITS = 25;

/** Budgets that don't deny: Marketing may go over and is warned, Platform's limit is only being tried out. */
const ENFORCEMENTS: Readonly<Record<string, { enforcement: "soft" | "shadow"; overageLimit?: number }>> = {
  marketing: { enforcement: "soft", overageLimit: 40 },
  "team-platform": { enforcement: "shadow" },
};

/** [entity, capability, cadence (null = lifetime), usage limit (null = none), scope] */
const BUDGETS: readonly (readonly [string, string, string | null, number | null, string?])[] = [
  [ROOT, "credits", "P1M", 9_000],
  [ROOT, "tokens", "P1M", 500_000_000],
  ["rnd", "credits", "P1M", 3_400],
  ["rnd", "credits", "P1M", 1_200, "atlas-large"],
  ["support", "credits", "P1M", 2_200],
  ["sales", "credits", "P1M", 1_500],
  ["sales", "credits", "P1M", 350, "atlas-large"],
  ["marketing", "credits", "P1W", 260],
  ["finance", "credits", "P3M", 2_500],
  ["legal", "credits", "P1M", null],
  ["team-platform", "credits", "P1W", 220],
  ["team-data", "credits", "P1M", 900],
  ["team-customer-care", "credits", "P1D", 25],
  ["team-content", "tokens", "P1D", 4_000_000],
  [LAB, "credits", "P1M", 8],
  ["drafter", "credits", "P1M", 3],
  ["reviewer", "credits", "P1M", 10],
  ["crawler", "tokens", "PT1H", 400_000],
  ["crawler", "tokens", "P1D", 4_000_000],
  ["triage", "tokens", "P1D", null],
  ["ada.abe", "credits", "P1M", 80],
];

export async function furnish(client: Client, { members }: Organisation): Promise<void> {
  const customerId = DEMO_CUSTOMER;
  await client.upsertEntityTypes({
    entityTypes: [
      { id: "org", displayName: "Organisation", attributionKeys: ["orgId"] },
      { id: "department", displayName: "Department", attributionKeys: ["departmentId"] },
      { id: "team", displayName: "Team", attributionKeys: ["teamId"] },
      { id: "user", displayName: "User", attributionKeys: ["userId"], autoProvision: { parentFrom: "teamId" } },
      { id: "agent", displayName: "Agent", attributionKeys: ["agentId"], autoProvision: { parentFrom: "userId" } },
      { id: "model", displayName: "Model", attributionKeys: ["model"] },
    ],
  });
  await client.upsertCapabilities({
    capabilities: [
      { id: "tokens", kind: "feature", displayName: "Tokens", unitSingular: "token", unitPlural: "tokens" },
      { id: "credits", kind: "currency", displayName: "Credits", unitSingular: "credit", unitPlural: "credits" },
    ],
  });
  await client.upsertCustomers({
    customers: [{ id: customerId, displayName: "Acme Corporation", timeZone: "Europe/Berlin" }],
  });
  for (let at = 0; at < members.length; at += BATCH) {
    await client.upsertEntities({ customerId, entities: members.slice(at, at + BATCH) });
  }
  await client.putDefaultAssignments({
    id: "user",
    assignments: [{ capabilityId: "credits", cadence: "P1M", usageLimit: SEAT_CREDITS }],
  });
  await client.putDefaultAssignments({
    id: "agent",
    assignments: [{ capabilityId: "tokens", cadence: "P1D", usageLimit: 150_000 }],
  });
  await client.upsertAssignments({
    customerId,
    assignments: BUDGETS.map(([entityId, capabilityId, cadence, usageLimit, scope]) => ({
      entityId,
      capabilityId,
      cadence,
      usageLimit,
      ...ENFORCEMENTS[entityId],
      ...(scope === undefined ? {} : { scopeEntityIds: [scope] }),
    })),
  });
}
