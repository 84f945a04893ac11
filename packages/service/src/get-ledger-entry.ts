// Get ledger entry: one entry as kept, and its explanation (R41).

import type { Engine } from "./engine.ts";
import { explainEntry } from "./explain-entry.ts";
import { knownCustomer, knownEntry } from "./known-customer.ts";
import { answerEntry } from "./ledger-answer.ts";
import type { Operations } from "./operation.ts";
import type { SurveyQueue } from "./survey-queue.ts";

export function makeGetLedgerEntry(engine: Engine, scans: SurveyQueue): Operations["getLedgerEntry"] {
  return async (caller, input) => {
    const customer = knownCustomer(engine, caller, input.customerId);
    const entry = await knownEntry(engine, customer, input.entryId);
    const explanation = await explainEntry(engine, scans, { customer, entry });
    return { ...answerEntry(engine, entry), explanation };
  };
}
