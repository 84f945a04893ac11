// Release: gives back what is held; on an ended reservation nothing changes (R27).
import { isFault } from "@purser/core";
import type { Engine } from "./engine.ts";
import type { Operations } from "./operation.ts";
import { endHold } from "./reservation-step.ts";
import { answerStanding, planOnReservation, type ReservationFate, rejected, stands } from "./standing-reservation.ts";

export function makeReleaseReservation(engine: Engine): Operations["releaseReservation"] {
  return async (caller, input) => {
    const { fate } = await planOnReservation(engine, caller, {
      named: input,
      isSettlement: true,
      plan: (batch, reservation): ReservationFate => {
        if (reservation.state !== "open") return stands(reservation);
        const after = endHold(batch, reservation, "released");
        return isFault(after) ? rejected(after) : stands(after);
      },
    });
    return answerStanding(engine, fate);
  };
}
