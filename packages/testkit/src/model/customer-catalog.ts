// Customers of the model: made, changed, archived and brought back (R12).
import { isTimeZone } from "./calendar.ts";
import { Faults, refuse } from "./refusal.ts";
import { type Fields, idOf, instantOf, isoOf, isSame, metadataOf, optional, patched, refuseUnknown } from "./shape.ts";
import type { Customer, Draft } from "./state.ts";
import { clearedOr, readItems, textOrNull } from "./vendor-catalog.ts";

export const newCustomer = (id: string): Customer => ({
  id,
  displayName: null,
  timeZone: null,
  anchor: null,
  metadata: {},
  archivedAt: null,
  version: 1,
});

/** The customer that a path names. */
export function customerOf(draft: Draft, fields: Fields): Customer {
  return draft.customers.get(idOf(fields.customerId, "/customerId")) ?? refuse("CustomerNotFound");
}

export function activeCustomer(draft: Draft, fields: Fields): Customer {
  const customer = customerOf(draft, fields);
  return customer.archivedAt === null ? customer : refuse("CustomerArchived");
}

export function upsertCustomers(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "customers");
  const faults = new Faults();
  const made: Customer[] = [];
  readItems({ raw: fields.customers, path: "/customers" }, faults, (item) => {
    const customer = changedCustomer(draft, item);
    draft.customers.set(customer.id, customer);
    made.push(customer);
  });
  faults.settle();
  return { data: made.map(answerCustomer) };
}

function changedCustomer(draft: Draft, item: Fields): Customer {
  refuseUnknown(item, "id displayName timeZone anchor metadata");
  const id = idOf(item.id, "/id");
  const before = draft.customers.get(id) ?? newCustomer(id);
  if (before.archivedAt !== null) refuse("CustomerArchived", "/id");
  const customer = {
    ...before,
    displayName:
      optional(item.displayName, (raw) => textOrNull(raw, "/displayName")) ??
      clearedOr(item.displayName, before.displayName),
    timeZone:
      optional(item.timeZone, (raw) => (raw === null ? null : zoneOf(raw, "/timeZone"))) ??
      clearedOr(item.timeZone, before.timeZone),
    anchor:
      optional(item.anchor, (raw) => (raw === null ? null : instantOf(raw, "/anchor"))) ??
      clearedOr(item.anchor, before.anchor),
    metadata: patched(before.metadata, optional(item.metadata, (raw) => metadataOf(raw, "/metadata")) ?? {}),
  };
  return isSame(before, customer) ? before : { ...customer, version: before.version + 1 };
}

export const zoneOf = (raw: unknown, path: string): string =>
  typeof raw === "string" && isTimeZone(raw) ? raw : refuse("InvalidRequest", path);

export function archiveCustomer(draft: Draft, fields: Fields, now: number): unknown {
  refuseUnknown(fields, "customerId");
  const customer = customerOf(draft, fields);
  const archived = { ...customer, archivedAt: customer.archivedAt ?? now };
  draft.customers.set(customer.id, archived);
  return answerCustomer(archived);
}

export function unarchiveCustomer(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "customerId");
  const active = { ...customerOf(draft, fields), archivedAt: null };
  draft.customers.set(active.id, active);
  return answerCustomer(active);
}

export function answerCustomer(customer: Customer): unknown {
  const { version: _, ...told } = customer;
  return { ...told, anchor: isoOf(customer.anchor), archivedAt: isoOf(customer.archivedAt) };
}
