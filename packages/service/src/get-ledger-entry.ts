// Get ledger entry: one entry as kept.

import type { Engine } from "./engine.ts";
import { knownCustomer, knownEntry } from "./known-customer.ts";
import { answerEntry } from "./ledger-answer.ts";
import type { Operations } from "./operation.ts";

export function makeGetLedgerEntry(engine: Engine): Operations["getLedgerEntry"] {
  return async (caller, input) => {
    const customer = knownCustomer(engine, caller, input.customerId);
    return answerEntry(engine, await knownEntry(engine, customer, input.entryId));
  };
}
