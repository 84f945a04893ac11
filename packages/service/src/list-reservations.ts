// List reservations: which holds are open, by whom and until when, and what became of ended ones (R26, R27).
import type { Engine } from "./engine.ts";
import { filteredEntity, knownCustomer } from "./known-customer.ts";
import type { Operations } from "./operation.ts";
import type { Lists } from "./page.ts";
import { answerReservation } from "./reservation-answer.ts";

export function makeListReservations(engine: Engine, lists: Lists): Operations["listReservations"] {
  return async (caller, input) => {
    const customer = knownCustomer(engine, caller, input.customerId);
    const filter = {
      customer: customer.row.number,
      state: input.state ?? null,
      entity: filteredEntity(customer, input.entityId),
    };
    return lists.page(caller, input, {
      name: "reservations",
      find: (after, limit) => engine.ledger.reservations({ ...filter, after, limit }),
      numberOf: ({ number }) => number,
      answer: (reservation) => answerReservation(engine, reservation),
    });
  };
}
