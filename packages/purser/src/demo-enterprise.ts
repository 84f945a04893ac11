// The demo's enterprise: one company with departments, teams, people and agents, budgets on several levels and cadences.
import type { Client } from "./connection.ts";

export const DEMO_CUSTOMER = "acme";

/** [entity, type, parent, display name] */
const ENTITIES: readonly (readonly [string, string, string | null, string])[] = [
  ["acme-corp", "org", null, "Acme Corporation"],
  ["dept-rnd", "department", "acme-corp", "Research & Development"],
  ["dept-support", "department", "acme-corp", "Customer Support"],
  ["team-research", "team", "dept-rnd", "Research"],
  ["team-platform", "team", "dept-rnd", "Platform"],
  ["team-care", "team", "dept-support", "Customer Care"],
  ["ada", "user", "team-research", "Ada Byron"],
  ["linus", "user", "team-platform", "Linus Holm"],
  ["mei", "user", "team-care", "Mei Tanaka"],
  ["agent-drafter", "agent", "team-research", "Drafter"],
  ["agent-reviewer", "agent", "team-research", "Reviewer"],
  ["agent-builder", "agent", "linus", "Builder"],
  ["agent-triage", "agent", "team-care", "Triage"],
];

/** [entity, capability, cadence, usage limit] */
const BUDGETS: readonly (readonly [string, string, string | null, number | null])[] = [
  ["acme-corp", "credits", "P1M", 400],
  ["acme-corp", "tokens", "P1M", 40_000_000],
  ["dept-rnd", "credits", "P1M", 250],
  ["dept-support", "credits", "P1M", 120],
  ["team-research", "credits", "P1M", 8],
  ["team-platform", "credits", "P1W", 60],
  ["team-care", "credits", "P1D", 25],
  ["agent-drafter", "credits", "P1M", 3],
  ["agent-reviewer", "credits", "P1M", 10],
  ["agent-builder", "tokens", "PT1H", 400_000],
  ["agent-triage", "tokens", "P1D", null],
  ["mei", "credits", null, 500],
];

/** Who calls: agent dimensions with the person they work for, and how much of the traffic they make. */
export const CALLERS: readonly { readonly dimensions: Record<string, string>; readonly weight: number }[] = [
  { dimensions: { agentId: "agent-drafter", feature: "draft" }, weight: 2 },
  { dimensions: { agentId: "agent-reviewer", feature: "review" }, weight: 3 },
  { dimensions: { agentId: "agent-builder", feature: "build" }, weight: 5 },
  { dimensions: { agentId: "agent-triage", userId: "mei", feature: "triage" }, weight: 6 },
  { dimensions: { userId: "ada", feature: "chat" }, weight: 2 },
];

/** Usage of earlier hours, so that the first look shows budgets that are near or over their limit. */
const EARLIER: readonly {
  readonly dimensions: Record<string, string>;
  readonly credits: number;
  readonly tokens: number;
}[] = [
  { dimensions: { agentId: "agent-drafter" }, credits: 2.6, tokens: 410_000 },
  { dimensions: { agentId: "agent-reviewer" }, credits: 4.9, tokens: 730_000 },
  { dimensions: { agentId: "agent-builder" }, credits: 41.5, tokens: 385_000 },
  { dimensions: { agentId: "agent-triage", userId: "mei" }, credits: 26.2, tokens: 3_900_000 },
  { dimensions: { userId: "linus" }, credits: 7.75, tokens: 900_000 },
];

export async function furnishDemo(client: Client): Promise<void> {
  await client.upsertEntityTypes({
    entityTypes: [
      { id: "org", displayName: "Organisation", attributionKeys: ["orgId"] },
      { id: "department", displayName: "Department", attributionKeys: ["departmentId"] },
      { id: "team", displayName: "Team", attributionKeys: ["teamId"] },
      { id: "user", displayName: "User", attributionKeys: ["userId"] },
      { id: "agent", displayName: "Agent", attributionKeys: ["agentId"] },
    ],
  });
  await client.upsertCapabilities({
    capabilities: [
      { id: "tokens", kind: "feature", displayName: "Tokens", unitSingular: "token", unitPlural: "tokens" },
      { id: "credits", kind: "currency", displayName: "Credits", unitSingular: "credit", unitPlural: "credits" },
    ],
  });
  const customerId = DEMO_CUSTOMER;
  await client.upsertEntities({
    customerId,
    entities: ENTITIES.map(([id, entityTypeId, parentId, displayName]) => ({
      id,
      entityTypeId,
      parentId,
      displayName,
    })),
  });
  await client.upsertAssignments({
    customerId,
    assignments: BUDGETS.map(([entityId, capabilityId, cadence, usageLimit]) => ({
      entityId,
      capabilityId,
      cadence,
      usageLimit,
    })),
  });
  await client.ingest({
    events: EARLIER.map(({ dimensions, credits, tokens }, index) => ({
      customerId,
      dimensions,
      items: [
        { capabilityId: "credits", amount: credits },
        { capabilityId: "tokens", amount: tokens },
      ],
      idempotencyKey: `demo-earlier-${index}`,
    })),
    figures: false,
  });
}
