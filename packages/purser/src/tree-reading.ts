// Tree reading: pages of the governance tree put together, and the names of what stands above their rows.
import type { Client } from "./connection.ts";
import { type Named, type TreeRow, unnamedAbove } from "./tree-branches.ts";

export type TreeQuery = Omit<Parameters<Client["queryTree"]>[0], "after" | "limit">;
type TreePage = Awaited<ReturnType<Client["queryTree"]>>;

export const TREE_SORTS = [
  "utilization",
  "currentUsage",
  "usageLimit",
  "available",
  "scopeSize",
  "id",
  "createdAt",
] as const satisfies readonly NonNullable<TreeQuery["sortBy"]>[];
export const TREE_ORDERS = ["asc", "desc"] as const;

const PAGE_MAX = 1_000;
/** Names asked for at most, one call each: a page of the hottest may lie anywhere in a large organisation. */
const NAMES_MAX = 100;

/** At most `limit` rows, all for 0; `pagination.next` leads on from there, totals are those of the last page. */
export async function readTree(client: Client, query: TreeQuery, limit: number): Promise<TreePage> {
  const data: TreeRow[] = [];
  for (let after: string | null = null; ; ) {
    const size = limit === 0 ? PAGE_MAX : Math.min(PAGE_MAX, limit - data.length);
    const page: TreePage = await client.queryTree({ ...query, limit: size, ...(after === null ? {} : { after }) });
    data.push(...page.data);
    after = page.pagination.next;
    if (after === null || data.length === limit) return { ...page, data };
  }
}

/** Entities that go or can't be read meanwhile are shown by their ids. */
export async function namesOf(
  client: Client,
  { customerId, subtreeOf }: TreeQuery,
  rows: readonly TreeRow[],
): Promise<ReadonlyMap<string, Named>> {
  const ids = unnamedAbove(rows, subtreeOf).slice(0, NAMES_MAX);
  const found = await Promise.all(ids.map((entityId) => client.getEntity({ customerId, entityId }).catch(() => null)));
  return new Map(found.flatMap((entity) => (entity === null ? [] : [[entity.id, entity] as const])));
}
