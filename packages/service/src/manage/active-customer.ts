// Active customers: what changes the catalog of an archived customer is refused; reading it goes on (R12).
import type { CustomerState } from "@purser/core";
import type { Caller } from "../caller.ts";
import type { Engine } from "../engine.ts";
import { knownCustomer } from "../known-customer.ts";
import { ProblemError } from "../problem-error.ts";

export function activeCustomer(engine: Engine, caller: Caller, id: string): CustomerState {
  const customer = knownCustomer(engine, caller, id);
  refuseArchived(customer);
  return customer;
}

export function refuseArchived({ row }: CustomerState): void {
  if (row.archivedAt === null) return;
  const detail = `Customer "${row.id}" is archived. Unarchive it first, with POST /v1/customers/{customerId}/unarchive.`;
  throw new ProblemError("CustomerArchived", detail);
}
