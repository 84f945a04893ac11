// Archive and unarchive a customer: its usage is counted on, all else is refused until it is woken (R12).
import { archiveCustomer } from "@purser/core";
import type { Caller } from "../caller.ts";
import { type Engine, writeCatalog } from "../engine.ts";
import { knownCustomer } from "../known-customer.ts";
import type { Operations } from "../operation.ts";
import { answerCustomer, type CustomerAnswer } from "./catalog-answer.ts";

export function makeArchiveCustomer(engine: Engine): Operations["archiveCustomer"] {
  return (caller, input) => put(engine, caller, { ...input, isArchived: true });
}

export function makeUnarchiveCustomer(engine: Engine): Operations["unarchiveCustomer"] {
  return (caller, input) => put(engine, caller, { ...input, isArchived: false });
}

function put(
  engine: Engine,
  caller: Caller,
  { customerId, isArchived }: { readonly customerId: string; readonly isArchived: boolean },
): Promise<CustomerAnswer> {
  return writeCatalog(engine, caller, (now) => {
    const customer = knownCustomer(engine, caller, customerId);
    const changes = archiveCustomer(customer.row, isArchived ? now : null);
    return { changes, answer: () => answerCustomer(customer.row) };
  });
}
