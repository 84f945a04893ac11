// Sweep: ends the holds whose time is over; until its row is written a hold weighs and a commit is in time (R26).
import { assert, isFault } from "@purser/core";
import type { Caller } from "./caller.ts";
import type { Engine } from "./engine.ts";
import type { EntryBatch } from "./entry-batch.ts";
import { planWrite } from "./planned-write.ts";
import { endHold } from "./reservation-step.ts";

/** So many holds to a step: those who ingest or reserve meanwhile wait for one of them. */
const STEP_MAX = 500;
const SWEEPER: Caller = { environment: 0, actor: "purser", access: "full", requestId: "sweep" };

/** Returns how many holds have expired. */
export async function sweepReservations(engine: Engine): Promise<number> {
  let swept = 0;
  for (let found = due(engine); found.length > 0; found = due(engine)) {
    swept += await planWrite(engine, SWEEPER, {
      isSettlement: true,
      weight: found.length,
      plan: (batch) => found.filter((number) => expire(batch, number)).length,
    });
  }
  return swept;
}

const due = (engine: Engine): number[] =>
  engine.reservations.expired(engine.clock.now(), STEP_MAX).map(({ number }) => number);

/** Whether it has expired now: it may have been settled or extended since it was found. */
function expire(batch: EntryBatch, number: number): boolean {
  const standing = batch.reservations.get(number);
  if (standing?.state !== "open" || standing.expiresAt > batch.engine.clock.now()) return false;
  assert(!isFault(endHold(batch, standing, "expired")), "giving a hold back leaves no range");
  return true;
}
