// List ledger: entries as kept, by position, of one customer (R13).
import type { Engine } from "./engine.ts";
import { filteredCapability, filteredEntity, knownCustomer } from "./known-customer.ts";
import { answerEntry } from "./ledger-answer.ts";
import type { Operations } from "./operation.ts";
import type { Lists } from "./page.ts";

export function makeListLedger(engine: Engine, lists: Lists): Operations["listLedger"] {
  return async (caller, input) => {
    const customer = knownCustomer(engine, caller, input.customerId);
    const filter = {
      customer: customer.row.number,
      entity: filteredEntity(customer, input.entityId),
      capability: filteredCapability(engine, caller, input.capabilityId),
      from: input.from ?? null,
      to: input.to ?? null,
      kind: input.kind ?? null,
    };
    // Entries beyond the head are durable, but no other read shows their effects yet.
    const { head } = engine.queue;
    return lists.page(caller, input, {
      name: "ledger",
      find: async (after, limit) => {
        const entries = await engine.ledger.entries({ ...filter, after, limit });
        return entries.filter(({ sequence }) => sequence <= head);
      },
      numberOf: ({ sequence }) => sequence,
      answer: (entry) => answerEntry(engine, entry),
    });
  };
}
