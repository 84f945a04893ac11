// Governance state: what a server holds of all that a governance file may say, read page by page.
import { type Client as PurserClient, PurserProblem } from "@purser/client";
import { type Answer, PAGE_LIMIT_MAX } from "@purser/contract";

export type TypeRow = Answer<"listEntityTypes">["data"][number];
export type CapabilityRow = Answer<"listCapabilities">["data"][number];
export type CustomerRow = Answer<"getCustomer">;
export type EntityRow = Answer<"getEntity">;
export type AssignmentRow = Answer<"listAssignments">["data"][number];

/** One customer; archived entities and the assignments that sleep with them are there too. */
export interface CustomerHoldings {
  readonly row: CustomerRow;
  readonly entities: readonly EntityRow[];
  readonly assignments: readonly AssignmentRow[];
  readonly defaultAssignments: readonly AssignmentRow[];
}

/** Archived types are there too. */
export interface GovernanceState {
  readonly entityTypes: readonly TypeRow[];
  readonly capabilities: readonly CapabilityRow[];
  readonly defaultAssignments: readonly AssignmentRow[];
  readonly customers: readonly CustomerHoldings[];
}

/** `customerIds` null: every active customer. An unknown customer is left out. */
export async function readGovernanceState(
  client: PurserClient,
  customerIds: readonly string[] | null,
): Promise<GovernanceState> {
  const entityTypes = await all((page) => client.listEntityTypes({ ...page, includeArchived: true }));
  const capabilities = await all((page) => client.listCapabilities(page));
  const defaults = await Promise.all(entityTypes.map(({ id }) => client.getDefaultAssignments({ id })));
  const customers: CustomerHoldings[] = [];
  for (const row of await customerRows(client, customerIds)) {
    customers.push(await holdingsOf(client, row, entityTypes));
  }
  return {
    entityTypes,
    capabilities,
    defaultAssignments: defaults.flatMap(({ data }) => data),
    customers,
  };
}

async function holdingsOf(
  client: PurserClient,
  row: CustomerRow,
  types: readonly TypeRow[],
): Promise<CustomerHoldings> {
  const customerId = row.id;
  const [entities, assignments, defaults] = await Promise.all([
    all((page) => client.listEntities({ customerId, includeArchived: true, ...page })),
    all((page) => client.listAssignments({ customerId, ...page })),
    Promise.all(types.map(({ id }) => client.getCustomerDefaultAssignments({ customerId, id }))),
  ]);
  return { row, entities, assignments, defaultAssignments: defaults.flatMap(({ data }) => data) };
}

async function customerRows(client: PurserClient, ids: readonly string[] | null): Promise<readonly CustomerRow[]> {
  if (ids === null) return all((page) => client.listCustomers(page));
  const rows: CustomerRow[] = [];
  for (const id of ids) {
    const row = await customerOrNull(client, id);
    if (row !== null) rows.push(row);
  }
  return rows;
}

/** An archived customer is in no list, but there. */
async function customerOrNull(client: PurserClient, customerId: string): Promise<CustomerRow | null> {
  try {
    return await client.getCustomer({ customerId });
  } catch (error) {
    if (error instanceof PurserProblem && error.code === "CustomerNotFound") return null;
    throw error;
  }
}

interface PageOf<Row> {
  readonly data: readonly Row[];
  readonly pagination: { readonly next: string | null };
}

async function all<Row>(
  list: (page: { readonly limit: number; readonly after?: string }) => Promise<PageOf<Row>>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let page = await list({ limit: PAGE_LIMIT_MAX });
  for (;;) {
    rows.push(...page.data);
    if (page.pagination.next === null) return rows;
    page = await list({ limit: PAGE_LIMIT_MAX, after: page.pagination.next });
  }
}
