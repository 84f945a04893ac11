// Customer upsert: makes customers and changes them; archiving keeps everything they have and refuses new writes (R4, R12).
import { isTimeZone } from "./cadence.ts";
import { type EnvironmentPlace, itemFault, type JudgedBatch, judgedBatch, repeatedIds } from "./catalog-batch.ts";
import type { CatalogChange } from "./catalog-change.ts";
import type { Customer } from "./customer.ts";
import { type Fault, isFault } from "./fault.ts";
import { type Metadata, metadataFault, patchMetadata } from "./metadata.ts";

export interface CustomerItem {
  readonly id: string;
  readonly displayName?: string | null | undefined;
  readonly timeZone?: string | null | undefined;
  readonly anchor?: number | null | undefined;
  readonly metadata?: Metadata | undefined;
}

const LIST = "customers";

export function upsertCustomers(place: EnvironmentPlace, items: readonly CustomerItem[]): JudgedBatch {
  const faults = repeatedIds(
    items.map(({ id }) => id),
    { list: LIST, field: "id" },
  );
  const changes: CatalogChange[] = [];
  let next = place.snapshot.customers.length;
  for (const [index, item] of items.entries()) {
    const before = place.environment.customers.get(item.id)?.row ?? null;
    const row = merged(before ?? freshCustomer(place, item.id, next), item, index);
    if (before === null) next += 1;
    if (isFault(row)) faults.push(row);
    else if (row !== before) changes.push({ kind: "customer", before, after: row });
  }
  return judgedBatch(faults, changes);
}

/** R12: a new, empty customer. */
export function freshCustomer(place: EnvironmentPlace, id: string, number: number): Customer {
  return {
    number,
    environment: place.environment.row.number,
    id,
    displayName: null,
    timeZone: null,
    anchor: null,
    metadata: {},
    archivedAt: null,
    createdAt: place.now,
  };
}

/** The change that archives or wakes the customer; none when it is so already. */
export function archiveCustomer(row: Customer, archivedAt: number | null): CatalogChange[] {
  if ((row.archivedAt === null) === (archivedAt === null)) return [];
  return [{ kind: "customer", before: row, after: { ...row, archivedAt } }];
}

function merged(before: Customer, item: CustomerItem, index: number): Customer | Fault {
  if (before.archivedAt !== null) {
    const detail = `Customer "${item.id}" is archived. Unarchive it first, with POST /v1/customers/{customerId}/unarchive.`;
    return itemFault("CustomerArchived", detail, { list: LIST, index, field: "id" });
  }
  const { timeZone, anchor } = item;
  if (typeof timeZone === "string" && !isTimeZone(timeZone)) {
    const detail = `"${timeZone}" is no time zone. Send an IANA name such as "Europe/Berlin".`;
    return itemFault("InvalidRequest", detail, { list: LIST, index, field: "timeZone" });
  }
  const metadata = patchMetadata(before.metadata, item.metadata);
  const tooMany = metadataFault(metadata);
  if (tooMany !== null) return itemFault("InvalidRequest", tooMany, { list: LIST, index, field: "metadata" });
  const after: Customer = {
    ...before,
    displayName: item.displayName === undefined ? before.displayName : item.displayName,
    timeZone: timeZone === undefined ? before.timeZone : timeZone,
    anchor: anchor === undefined ? before.anchor : anchor,
    metadata,
  };
  return JSON.stringify(after) === JSON.stringify(before) ? before : after;
}
