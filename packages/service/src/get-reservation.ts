// Get reservation: one reservation, open or ended (R27).
import type { Engine } from "./engine.ts";
import { knownCustomer } from "./known-customer.ts";
import type { Operations } from "./operation.ts";
import { answerReservation, findReservation } from "./reservation-answer.ts";

export function makeGetReservation(engine: Engine): Operations["getReservation"] {
  return async (caller, input) => {
    const customer = knownCustomer(engine, caller, input.customerId);
    return answerReservation(engine, await findReservation(engine, customer, input.reservationId));
  };
}
