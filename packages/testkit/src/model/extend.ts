// Extend of the model: an open hold gets another total, another expiry or both (R27).
import { expiryOf, ttlOf } from "./asking.ts";
import { covers, type Node, type Requested } from "./budget.ts";
import { writeNow } from "./clock.ts";
import { activeCustomer, customerOf } from "./customer-catalog.ts";
import { amountsIn, heldBy, rowOf } from "./ending.ts";
import { deniedAnswer, grantedAnswer, type Kept, keepDenials, verdictOn } from "./granting.ts";
import type { Reservation } from "./ledger-rows.ts";
import { append } from "./recording.ts";
import { refuse } from "./refusal.ts";
import { answerReservation, heldOf, reservationOf } from "./reservation.ts";
import { type Fields, optional, refuseUnknown } from "./shape.ts";
import type { Capability, Draft } from "./state.ts";

const keptBy = ({ customerId, set, paths, openedAt }: Reservation): Kept => ({ customerId, set, paths, at: openedAt });

const capabilityOf = (draft: Draft, id: string): Capability =>
  draft.capabilities.get(id) ?? refuse("CapabilityNotFound");

/** Only what the reservation's rows move can grow. */
const growthAt = ({ set, openedAt, countsAt }: Reservation, node: Node, growth: bigint): Requested =>
  growth > 0n && covers(node, { set, at: openedAt, countsAt }) ? growth : null;

export function extendReservation(draft: Draft, fields: Fields, wall: number): unknown {
  refuseUnknown(fields, "customerId reservationId ttlMs amount items");
  const ttlMs = optional(fields.ttlMs, ttlOf);
  if (ttlMs === undefined && fields.amount === undefined && fields.items === undefined) refuse("InvalidRequest");
  const { id: customerId } = customerOf(draft, fields);
  const reservation = reservationOf(draft, customerId, fields.reservationId);
  const said = amountsIn(draft, fields, { reservation });
  activeCustomer(draft, fields);
  const now = writeNow(draft, customerId, wall);
  if (reservation.state !== "open") refuse("ReservationEnded");
  const held = heldBy(draft, reservation);
  const isItems = reservation.capabilityIds.length > 1 || fields.items !== undefined;
  const kept = keptBy(reservation);
  const growths = reservation.capabilityIds.map((id) => {
    const growth = (said?.get(id) ?? held.get(id) ?? 0n) - (held.get(id) ?? 0n);
    return { capability: capabilityOf(draft, id), growth };
  });
  const verdicts = growths.map(({ capability, growth }) =>
    verdictOn(draft, kept, { capability, now, requestedOf: (node) => growthAt(reservation, node, growth) }),
  );
  keepDenials(draft, verdicts);
  if (verdicts.some(({ isGranted }) => !isGranted))
    return { ...deniedAnswer(draft, verdicts, { isItems, unresolved: [] }), reservation: null };
  for (const { capability, growth } of growths) {
    const row = { ...rowOf(reservation), recordedAt: now, metadata: null, units: 0n };
    if (growth !== 0n) append(draft, { ...row, kind: "extend", capabilityId: capability.id, held: growth });
  }
  const expiresAt = ttlMs === undefined ? reservation.expiresAt : expiryOf(reservation.firstOpenedAt, now, ttlMs);
  const extended = { ...reservation, expiresAt };
  draft.reservations.set(reservation.id, extended);
  const uses = growths.map(({ capability }) => ({ capability, units: heldOf(draft, extended, capability.id) }));
  const answer = grantedAnswer(draft, kept, { uses, isItems, unresolved: [] });
  return { ...answer, reservation: answerReservation(draft, extended) };
}
