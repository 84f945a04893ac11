// Endings of the model: a hold is committed, released or expires, once; usage that comes later still counts, once (R26, R27).
import { amountOf, itemsIn } from "./asking.ts";
import { nowFor, writeNow } from "./clock.ts";
import { customerOf } from "./customer-catalog.ts";
import { decimalOf } from "./decimal.ts";
import type { Entry, Reservation } from "./ledger-rows.ts";
import { append } from "./recording.ts";
import { refuse } from "./refusal.ts";
import { answerReservation, heldOf, reservationOf } from "./reservation.ts";
import { batchOf, type Fields, idOf, metadataOf, optional, refuseUnknown } from "./shape.ts";
import { type Draft, pairOf } from "./state.ts";

/** By capability; null where none is said. */
type Amounts = ReadonlyMap<string, bigint>;

export function commitReservation(draft: Draft, fields: Fields, wall: number): unknown {
  refuseUnknown(fields, "customerId reservationId amount items metadata");
  const metadata = optional(fields.metadata, (raw) => metadataOf(raw, "/metadata")) ?? null;
  const reservation = reservationOf(draft, customerOf(draft, fields).id, fields.reservationId);
  const said = amountsIn(draft, fields, { reservation, isWhole: true });
  const recordedAt = writeNow(draft, reservation.customerId, wall);
  if (said === null && reservation.state !== "open" && reservation.state !== "committed")
    refuse("InvalidRequest", "/amount");
  const amounts = said ?? heldBy(draft, reservation);
  const content = JSON.stringify([
    [...amounts].map(([id, units]) => [id, String(units)]).sort(),
    metadata === null ? null : Object.entries(metadata).sort(),
  ]);
  if (reservation.commit !== null) {
    if (reservation.commit.content !== content) refuse("ReservationEnded", "", toldOf(draft, reservation));
    return { ...answerReservation(draft, reservation), duplicate: true };
  }
  const isLate = reservation.state !== "open";
  end(draft, reservation, { kind: "commit", amounts, metadata, recordedAt });
  const state = isLate ? reservation.state : ("committed" as const);
  const committed = { ...reservation, state, commit: { amounts, content, isLate } };
  draft.reservations.set(reservation.id, committed);
  return answerReservation(draft, committed);
}

function toldOf(draft: Draft, { commit }: Reservation): string {
  const amounts = [...(commit?.amounts ?? [])];
  return amounts.map(([id, units]) => decimalOf(units, draft.capabilities.get(id)?.scale ?? 0)).join(", ");
}

export const heldBy = (draft: Draft, reservation: Reservation): Amounts =>
  new Map(reservation.capabilityIds.map((id) => [id, heldOf(draft, reservation, id)]));

/** `amount` of a hold of one capability, or items; `isWhole`: every one of them. */
export function amountsIn(
  draft: Draft,
  fields: Fields,
  asked: { readonly reservation: Reservation; readonly isWhole?: boolean; readonly isPositive?: boolean },
): Amounts | null {
  const { reservation, isWhole = false, isPositive = false } = asked;
  const { capabilityIds } = reservation;
  const { amount, items } = fields;
  if (amount !== undefined && items !== undefined) refuse("InvalidRequest", "/amount");
  const amountFor = (id: string, raw: unknown, path: string): bigint =>
    amountOf(draft.capabilities.get(id) ?? refuse("CapabilityNotFound"), raw, { path, isPositive });
  if (amount !== undefined) {
    const [only] = capabilityIds;
    if (only === undefined || capabilityIds.length > 1) return refuse("InvalidRequest", "/amount");
    return new Map([[only, amountFor(only, amount, "/amount")]]);
  }
  if (items === undefined) return null;
  const amounts = new Map<string, bigint>();
  for (const [index, item] of itemsIn(fields).entries()) {
    refuseUnknown(item, "capabilityId amount", `/items/${index}`);
    const id = idOf(item.capabilityId, `/items/${index}/capabilityId`);
    if (!capabilityIds.includes(id)) refuse("InvalidRequest", `/items/${index}/capabilityId`);
    amounts.set(id, amountFor(id, item.amount, `/items/${index}/amount`));
  }
  if (isWhole && amounts.size < capabilityIds.length) refuse("InvalidRequest", "/items");
  return amounts;
}

interface Ending {
  readonly kind: "commit" | "release" | "expire";
  /** What is used of each; nothing where it only ends. */
  readonly amounts?: Amounts;
  readonly metadata?: Entry["metadata"];
  readonly recordedAt: number;
}

/** A row for each capability: what was held is given back, unless that has been done. */
function end(draft: Draft, reservation: Reservation, { kind, amounts, metadata, recordedAt }: Ending): void {
  for (const capabilityId of reservation.capabilityIds) {
    const held = reservation.state === "open" ? -heldOf(draft, reservation, capabilityId) : 0n;
    const units = amounts?.get(capabilityId) ?? 0n;
    append(draft, { ...rowOf(reservation), kind, capabilityId, units, held, recordedAt, metadata: metadata ?? null });
  }
}

/** What stands on every row of a reservation, however late (R26). */
export function rowOf(reservation: Reservation) {
  const { id, customerId, set, openedAt, dimensions, entityIds, countsAt } = reservation;
  return {
    customerId,
    set,
    timestamp: openedAt,
    dimensions,
    entityIds,
    countsAt,
    reservationId: id,
    idempotencyKey: null,
  };
}

export function releaseReservation(draft: Draft, fields: Fields, wall: number): unknown {
  refuseUnknown(fields, "customerId reservationId");
  const reservation = reservationOf(draft, customerOf(draft, fields).id, fields.reservationId);
  return released(draft, reservation, wall);
}

function released(draft: Draft, reservation: Reservation, wall: number): unknown {
  const recordedAt = writeNow(draft, reservation.customerId, wall);
  if (reservation.state !== "open") return answerReservation(draft, reservation);
  end(draft, reservation, { kind: "release", recordedAt });
  const ended = { ...reservation, state: "released" as const };
  draft.reservations.set(reservation.id, ended);
  return answerReservation(draft, ended);
}

/** By id, whatever their states, or all open ones of an entity. */
export function releaseReservations(draft: Draft, fields: Fields, wall: number): unknown {
  refuseUnknown(fields, "customerId ids entityId");
  const { ids, entityId } = fields;
  if ((ids === undefined) === (entityId === undefined)) refuse("InvalidRequest");
  const { id: customerId } = customerOf(draft, fields);
  const entity = optional(entityId, (raw) => draft.entities.get(pairOf(customerId, idOf(raw, "/entityId"))));
  if (ids === undefined && entity === undefined) refuse("InvalidRequest", "/entityId");
  const named =
    ids === undefined ? null : [...new Set(batchOf(ids, "/ids"))].map((id) => reservationOf(draft, customerId, id));
  const open = [...draft.reservations.values()].filter(
    (each) => each.customerId === customerId && each.state === "open" && each.set.includes(String(entityId)),
  );
  return { data: (named ?? open).map(({ id }) => released(draft, reservationOf(draft, customerId, id), wall)) };
}

/** What every hold comes to when its time is over, the first to expire first. */
export function expireReservations(draft: Draft, wall: number): void {
  const over = [...draft.reservations.values()]
    .filter(({ state, expiresAt }) => state === "open" && expiresAt <= wall)
    .sort((a, b) => a.expiresAt - b.expiresAt);
  for (const reservation of over) {
    end(draft, reservation, { kind: "expire", recordedAt: nowFor(draft, reservation.customerId, wall) });
    draft.reservations.set(reservation.id, { ...reservation, state: "expired" });
  }
}
