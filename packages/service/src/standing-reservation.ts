// A standing reservation: the one that a call names, as it is when the call's turn comes (R27).
import { AHEAD_MAX_MS, type CustomerState, type Fault, fault, type Reservation } from "@purser/core";
import type { Caller } from "./caller.ts";
import { type Engine, nowFor } from "./engine.ts";
import type { EntryBatch } from "./entry-batch.ts";
import { knownCustomer } from "./known-customer.ts";
import { planWrite } from "./planned-write.ts";
import { problemOf } from "./problem-error.ts";
import { clockBehind } from "./recorded-event.ts";
import { answerReservation, findReservation } from "./reservation-answer.ts";

/** How a call on one reservation fares. */
export type ReservationFate =
  | { readonly kind: "stands"; readonly reservation: Reservation; readonly isDuplicate: boolean }
  | Rejected;

export interface Rejected {
  readonly kind: "rejected";
  readonly fault: Fault;
}

export const rejected = (refusal: Fault): Rejected => ({
  kind: "rejected",
  fault: refusal,
});

export const stands = (reservation: Reservation, isDuplicate = false): ReservationFate => ({
  kind: "stands",
  reservation,
  isDuplicate,
});

interface Named {
  readonly customerId: string;
  readonly reservationId: string;
}

/** Plans on the reservation; ended ones are read before the turn's plan, and a batch may change one several times. */
export async function planOnReservation<Fate>(
  engine: Engine,
  caller: Caller,
  call: {
    readonly named: Named;
    readonly isSettlement: boolean;
    plan(batch: EntryBatch, standing: Reservation): Fate;
  },
): Promise<{ readonly fate: Fate | Rejected; readonly customer: CustomerState }> {
  const { named, isSettlement } = call;
  const customer = knownCustomer(engine, caller, named.customerId);
  let found = await findReservation(engine, customer, named.reservationId);
  const fate = await planWrite(engine, caller, {
    weight: found.items.length,
    isSettlement,
    load: () => {
      if (engine.reservations.get(found.number) !== undefined) return null;
      return findReservation(engine, customer, named.reservationId).then((reservation) => {
        found = reservation;
      });
    },
    plan: (batch): Fate | Rejected => {
      const behind = behindFault(engine, customer);
      return behind === null ? call.plan(batch, batch.reservations.get(found.number) ?? found) : rejected(behind);
    },
  });
  return { fate, customer };
}

/** R16: nothing is written while the wall clock is too far behind the customer's last entry. */
export function behindFault(engine: Engine, customer: CustomerState): Fault | null {
  const now = nowFor(engine, customer);
  return now - engine.clock.now() > AHEAD_MAX_MS ? clockBehind(now) : null;
}

export function answerStanding(engine: Engine, fate: ReservationFate): ReturnType<typeof answerReservation> {
  if (fate.kind === "rejected") throw problemOf(fate.fault);
  const answer = answerReservation(engine, fate.reservation);
  return fate.isDuplicate ? { ...answer, duplicate: true } : answer;
}

export const endedFault = ({ state }: Reservation, advice: string): Fault =>
  fault("ReservationEnded", `The reservation is ${state}. ${advice}`);
