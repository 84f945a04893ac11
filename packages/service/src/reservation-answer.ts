// Reservation answers: a reservation as callers see it, numbers turned back into ids (page 5).
import type { Answer } from "@purser/contract";
import {
  type CustomerState,
  overageOf,
  type Reservation,
  reservationId,
  reservationNumber,
  toDecimal,
} from "@purser/core";
import type { Engine } from "./engine.ts";
import { ProblemError } from "./problem-error.ts";
import { shownNames } from "./shown-names.ts";

type ReservationAnswer = Answer<"getReservation">;

export function answerReservation(engine: Engine, reservation: Reservation): ReservationAnswer {
  const { snapshot } = engine;
  const { parent } = reservation;
  const answer: ReservationAnswer = {
    id: reservationId(reservation.number),
    state: reservation.state,
    items: reservation.items.map((item) => {
      const { id, scale } = snapshot.capability(item.capability);
      return {
        capabilityId: id,
        amount: toDecimal(item.amount, scale),
        committed: item.committed === null ? null : toDecimal(item.committed, scale),
        overage: toDecimal(overageOf(reservation, item), scale),
      };
    }),
    ...shownNames(snapshot, reservation),
    metadata: reservation.metadata,
    expiresAt: new Date(reservation.expiresAt).toISOString(),
    openedAt: new Date(reservation.openedAt).toISOString(),
    parentId: parent === 0 ? null : reservationId(parent),
  };
  return reservation.isLate ? { ...answer, late: true } : answer;
}

/** A reservation that the ledger names. */
export async function knownReservation(engine: Engine, number: number): Promise<Reservation> {
  const reservation = engine.reservations.get(number) ?? (await engine.ledger.reservation(number));
  if (reservation === null) throw new Error(`The ledger has lost reservation ${number}.`);
  return reservation;
}

/** The customer's reservation with that id, open or ended; somebody else's looks exactly like none. */
export async function findReservation(engine: Engine, customer: CustomerState, id: string): Promise<Reservation> {
  const number = reservationNumber(id);
  const open = engine.reservations.get(number);
  const reservation = open ?? (number === 0 ? null : await engine.ledger.reservation(number));
  if (reservation !== null && reservation.customer === customer.row.number) return reservation;
  throw new ProblemError("NotFound", `The customer has no reservation "${id}".`);
}
