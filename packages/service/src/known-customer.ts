// Known customers: calls that need the customer to be there answer 404 when it isn't, or isn't the console token's (R12).
import { type CustomerState, entrySequence, type LedgerEntry } from "@purser/core";
import type { Caller } from "./caller.ts";
import { type Engine, environmentOf } from "./engine.ts";
import { ProblemError } from "./problem-error.ts";

export function knownCustomer(engine: Engine, caller: Caller, id: string): CustomerState {
  const isSeen = caller.token === undefined || caller.token.customerId === id;
  const customer = isSeen ? environmentOf(engine, caller).customers.get(id) : undefined;
  if (customer !== undefined) return customer;
  throw new ProblemError("CustomerNotFound", `No customer "${id}" in this environment.`);
}

/** The number of a capability that a filter names; null when it names none. */
export function filteredCapability(engine: Engine, caller: Caller, id: string | undefined): number | null {
  if (id === undefined) return null;
  const capability = environmentOf(engine, caller).capabilities.get(id);
  if (capability !== undefined) return capability.number;
  throw new ProblemError("CapabilityNotFound", `No capability "${id}" in this environment.`);
}

/** The number of an entity that a filter names; null when it names none. */
export function filteredEntity(customer: CustomerState, id: string | undefined): number | null {
  if (id === undefined) return null;
  const entity = customer.entities.get(id);
  if (entity !== undefined) return entity;
  throw entityNotFound(id);
}

export const entityNotFound = (id: string): ProblemError =>
  new ProblemError("EntityNotFound", `No entity "${id}" at this customer.`);

/** The customer's entry with that id; an entry of somebody else looks exactly like none. */
export async function knownEntry(engine: Engine, customer: CustomerState, id: string): Promise<LedgerEntry> {
  const sequence = entrySequence(id);
  const [entry] = sequence === 0 ? [] : await engine.ledger.entryWithCorrections(sequence);
  if (entry !== undefined && entry.customer === customer.row.number) return entry;
  throw new ProblemError("NotFound", `The customer has no ledger entry "${id}".`);
}
