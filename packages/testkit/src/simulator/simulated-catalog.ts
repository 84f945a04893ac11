// The simulated catalog: a small world with every kind of budget, and the requests that make it.

export const CUSTOMER = "acme";
/** Made by ingest alone. */
export const OTHER_CUSTOMERS = ["beta", "gamma"] as const;
export const TEAMS = ["t1", "t2"] as const;
export const AGENTS = ["a1", "a2", "a3"] as const;
export const MODEL = "m1";
/** Has a day's budget of `bulk` and nothing else, so that only the ledger knows what its earlier days hold. */
export const VAULT = "vault";
/** Has a small budget for each day, whose holds live longer. */
export const TILL = "till";
export const TILL_LIMIT = 12;
/** Has a hard and a soft limit, small ones, that exceptions raise. */
export const DESK = "desk";
/** In units; what the soft one may be passed by as well. */
export const DESK_LIMIT = 8;
export const CAPABILITIES = ["tokens", "credits", "bulk"] as const;
/** Decimal places, in the order of CAPABILITIES. */
export const SCALES = [0, 2, 0] as const;

type Request = readonly [operation: string, input: Record<string, unknown>];

const type = (id: string, key: string, more: object = {}): object => ({
  id,
  displayName: id,
  attributionKeys: [key],
  ...more,
});

export const WORLD: readonly Request[] = [
  [
    "upsertEntityTypes",
    {
      entityTypes: [
        type("org", "orgId"),
        type("team", "teamId"),
        type("agent", "agentId"),
        type("model", "model"),
        type("user", "userId", { autoProvision: { parentFrom: "teamId" } }),
      ],
    },
  ],
  [
    "upsertCapabilities",
    {
      capabilities: CAPABILITIES.map((id, index) => ({
        id,
        kind: "feature",
        displayName: id,
        scale: SCALES[index] ?? 0,
      })),
    },
  ],
  [
    "upsertEntities",
    {
      customerId: CUSTOMER,
      entities: [
        { id: "org", entityTypeId: "org" },
        { id: VAULT, entityTypeId: "org" },
        { id: TILL, entityTypeId: "org" },
        { id: DESK, entityTypeId: "org" },
        { id: "t1", entityTypeId: "team", parentId: "org" },
        { id: "t2", entityTypeId: "team", parentId: "org" },
        { id: "a1", entityTypeId: "agent", parentId: "t1" },
        { id: "a2", entityTypeId: "agent", parentId: "t1" },
        { id: "a3", entityTypeId: "agent", parentId: "t2" },
        { id: MODEL, entityTypeId: "model" },
      ],
    },
  ],
  [
    "upsertAssignments",
    {
      customerId: CUSTOMER,
      assignments: [
        { entityId: "org", capabilityId: "tokens", cadence: "P1M", usageLimit: 1_000 },
        { entityId: "t1", capabilityId: "tokens", cadence: "P1D", usageLimit: 50 },
        { entityId: "a1", capabilityId: "credits", cadence: null, usageLimit: 30 },
        { entityId: "a1", capabilityId: "tokens", cadence: "P1D", usageLimit: 20, scopeEntityIds: [MODEL] },
        { entityId: TILL, capabilityId: "tokens", cadence: "P1D", usageLimit: TILL_LIMIT },
        { entityId: DESK, capabilityId: "tokens", cadence: "P1D", usageLimit: DESK_LIMIT },
        {
          entityId: DESK,
          capabilityId: "credits",
          cadence: "P1D",
          usageLimit: DESK_LIMIT / 100,
          enforcement: "soft",
          overageLimit: DESK_LIMIT / 100,
        },
        { entityId: "t2", capabilityId: "tokens", cadence: "P1D", usageLimit: 40 },
        { entityId: "a3", capabilityId: "tokens", cadence: "P1D", usageLimit: 15, allocation: "carved" },
        { entityId: "org", capabilityId: "credits", cadence: "P1D", usageLimit: 0.9 },
        { entityId: "t1", capabilityId: "credits", cadence: "P1D", usageLimit: 0.6, allocation: "carved" },
        { entityId: "a2", capabilityId: "credits", cadence: "P1D", usageLimit: 0.25, allocation: "carved" },
        { entityId: VAULT, capabilityId: "bulk", cadence: "P1D", usageLimit: null },
      ],
    },
  ],
  ["putDefaultAssignments", { id: "user", assignments: [{ capabilityId: "tokens", cadence: "P1D", usageLimit: 10 }] }],
];
