// The organisation over which a trace is replayed: one org, departments, teams and users, counted at every level.
import type { Client } from "./connection.ts";

/** Users to a team and teams to a department, as companies have them. */
const TEAM_SIZE = 20;
const DEPARTMENT_TEAMS = 5;
/** Entities to a request (R4). */
const BATCH_MAX = 100;

export const REPLAY_CAPABILITY = "replay-tokens";
const TYPES = ["org", "department", "team", "user"] as const;
type Type = (typeof TYPES)[number];

interface Placed {
  readonly id: string;
  readonly type: Type;
  readonly parent: string | null;
}

export const replayUser = (user: number): string => `user-${user}`;
export const replayDimensions = (user: number): Record<string, string> => ({ replayUserId: replayUser(user) });

/** A user and everything above, leaf first. */
export function replayPath(user: number): string[] {
  const team = Math.floor(user / TEAM_SIZE);
  return [replayUser(user), `team-${team}`, `department-${Math.floor(team / DEPARTMENT_TEAMS)}`, "org"];
}

/** Every level has a lifetime budget without a limit, so that whatever is counted can be read back. */
export async function furnishReplay(client: Client, customerId: string, users: number): Promise<void> {
  await client.upsertCapabilities({
    capabilities: [{ id: REPLAY_CAPABILITY, kind: "feature", displayName: "Tokens of a trace" }],
  });
  await client.upsertEntityTypes({
    entityTypes: TYPES.map((type) => ({
      id: `replay-${type}`,
      displayName: `${type} of a replay`,
      attributionKeys: type === "user" ? ["replayUserId"] : [],
    })),
  });
  await client.upsertCustomers({ customers: [{ id: customerId }] });
  const assignments = [{ capabilityId: REPLAY_CAPABILITY, cadence: null, usageLimit: null }];
  for (const type of TYPES)
    await client.putCustomerDefaultAssignments({ customerId, id: `replay-${type}`, assignments });
  const placed = organisationOf(users);
  for (let from = 0; from < placed.length; from += BATCH_MAX) {
    const entities = placed.slice(from, from + BATCH_MAX);
    await client.upsertEntities({
      customerId,
      entities: entities.map(({ id, type, parent }) => ({ id, entityTypeId: `replay-${type}`, parentId: parent })),
    });
  }
}

/** Parents first. */
function organisationOf(users: number): Placed[] {
  const placed = new Map<string, Placed>();
  for (let user = 0; user < users; user += 1) {
    const path = replayPath(user).reverse();
    for (const [depth, id] of path.entries()) {
      if (!placed.has(id)) placed.set(id, { id, type: TYPES[depth] ?? "user", parent: path[depth - 1] ?? null });
    }
  }
  return [...placed.values()].sort((a, b) => TYPES.indexOf(a.type) - TYPES.indexOf(b.type));
}

/** What every entity of the organisation has used, as the server answers it. */
export async function replayTotals(client: Client, customerId: string, users: number): Promise<Map<string, number>> {
  const totals = new Map<string, number>();
  for (let from = 0; from < users; from += BATCH_MAX) {
    const asked = Array.from({ length: Math.min(BATCH_MAX, users - from) }, (_, index) => from + index);
    const checks = asked.map((user) => ({
      customerId,
      capabilityId: REPLAY_CAPABILITY,
      requestedUsage: 0,
      dimensions: replayDimensions(user),
    }));
    const { data } = await client.checkMany({ checks });
    for (const decision of data) {
      if ("problem" in decision) throw new Error(decision.problem.detail);
      for (const node of decision.chains.flat()) totals.set(node.entityId, node.currentUsage);
    }
  }
  return totals;
}
