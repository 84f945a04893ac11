// Reservations of the model: what one holds is the sum of its rows in the ledger; how it is found, listed and told (R27).
import { customerOf } from "./customer-catalog.ts";
import { decimalOf } from "./decimal.ts";
import type { Reservation } from "./ledger-rows.ts";
import { isOf, judgeFilters, pageOf } from "./reads.ts";
import { refuse } from "./refusal.ts";
import { type Fields, idOf, isoOf, optional, refuseUnknown } from "./shape.ts";
import type { Draft } from "./state.ts";

const STATES = ["open", "committed", "released", "expired"];

/** What it held last: rows that end a hold take nothing from it. */
export function heldOf(draft: Draft, { id }: Reservation, capabilityId: string): bigint {
  return draft.entries
    .filter((entry) => entry.reservationId === id && entry.capabilityId === capabilityId)
    .filter(({ kind }) => kind === "hold" || kind === "extend" || kind === "split")
    .reduce((sum, { held }) => sum + held, 0n);
}

export function reservationOf(draft: Draft, customerId: string, raw: unknown): Reservation {
  const reservation = draft.reservations.get(idOf(raw, "/reservationId"));
  return reservation?.customerId === customerId ? reservation : refuse("NotFound");
}

export function getReservation(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "customerId reservationId");
  return answerReservation(draft, reservationOf(draft, customerOf(draft, fields).id, fields.reservationId));
}

export function listReservations(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "customerId state entityId limit after");
  const { id: customerId } = customerOf(draft, fields);
  optional(fields.state, (raw) => STATES.includes(String(raw)) || refuse("InvalidRequest", "/state"));
  judgeFilters(draft, fields);
  const reservations = [...draft.reservations.values()]
    .filter((each) => each.customerId === customerId && isOf(fields.state, each.state))
    .filter(({ set }) => fields.entityId === undefined || set.includes(String(fields.entityId)));
  return pageOf(reservations, fields, (each) => answerReservation(draft, each));
}

export function answerReservation(draft: Draft, reservation: Reservation): Record<string, unknown> {
  const { id, state, dimensions, entityIds, metadata, commit, parentId } = reservation;
  const items = reservation.capabilityIds.map((capabilityId) => {
    const { scale = 0 } = draft.capabilities.get(capabilityId) ?? {};
    const held = heldOf(draft, reservation, capabilityId);
    const committed = commit?.amounts.get(capabilityId) ?? null;
    const overage = committed === null ? 0n : commit?.isLate ? committed : committed > held ? committed - held : 0n;
    return {
      capabilityId,
      amount: decimalOf(held, scale),
      committed: committed === null ? null : decimalOf(committed, scale),
      overage: decimalOf(overage, scale),
    };
  });
  return {
    id,
    state,
    items,
    dimensions,
    entityIds,
    metadata,
    expiresAt: isoOf(reservation.expiresAt),
    openedAt: isoOf(reservation.openedAt),
    parentId,
    ...(commit?.isLate ? { late: true } : {}),
  };
}
