// Release many: gives back the holds that are named, or all those in whose kept set an entity is, in one step (R27).
import { type CustomerState, type Fault, isFault, type Reservation } from "@purser/core";
import type { Engine } from "./engine.ts";
import type { EntryBatch } from "./entry-batch.ts";
import { knownCustomer } from "./known-customer.ts";
import type { Operations } from "./operation.ts";
import { planWrite } from "./planned-write.ts";
import { ProblemError, problemOf } from "./problem-error.ts";
import { answerReservation, findReservation } from "./reservation-answer.ts";
import { endHold } from "./reservation-step.ts";
import { behindFault } from "./standing-reservation.ts";

export function makeReleaseReservations(engine: Engine): Operations["releaseReservations"] {
  return async (caller, input) => {
    const customer = knownCustomer(engine, caller, input.customerId);
    const { ids } = input;
    let named = ids === undefined ? [] : await findAll(engine, customer, ids);
    const entity = input.entityId === undefined ? 0 : entityIn(customer, input.entityId);
    const released = await planWrite(engine, caller, {
      isSettlement: true,
      weight: ids?.length ?? engine.reservations.of(customer.row.number).size,
      load: () => {
        if (named.every(({ number }) => engine.reservations.get(number) !== undefined)) return null;
        return findAll(engine, customer, ids ?? []).then((found) => {
          named = found;
        });
      },
      plan: (batch) =>
        behindFault(engine, customer) ??
        releaseAll(batch, ids === undefined ? holdsOf(batch, customer, entity) : named),
    });
    if (isFault(released)) throw problemOf(released);
    return { data: released.map((reservation) => answerReservation(engine, reservation)) };
  };
}

function entityIn(customer: CustomerState, id: string): number {
  const entity = customer.entities.get(id);
  if (entity !== undefined) return entity;
  const detail = `No entity "${id}" at this customer.`;
  throw new ProblemError("InvalidRequest", detail, [{ path: "/entityId", code: "InvalidRequest", message: detail }]);
}

function findAll(engine: Engine, customer: CustomerState, ids: readonly string[]): Promise<Reservation[]> {
  return Promise.all([...new Set(ids)].map((id) => findReservation(engine, customer, id)));
}

function holdsOf(batch: EntryBatch, customer: CustomerState, entity: number): Reservation[] {
  const open = [...batch.reservations.of(customer.row.number)];
  return open.filter(({ resolved }) => resolved.includes(entity)).sort((a, b) => a.number - b.number);
}

function releaseAll(batch: EntryBatch, named: readonly Reservation[]): Reservation[] | Fault {
  const released: Reservation[] = [];
  for (const found of named) {
    const standing = batch.reservations.get(found.number) ?? found;
    const after = standing.state === "open" ? endHold(batch, standing, "released") : standing;
    if (isFault(after)) return after;
    released.push(after);
  }
  return released;
}
