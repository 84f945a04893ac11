// Spend record: the entries of a granted consume or reserve, and the reservation that a reserve opens (R24, R26, R31).
import {
  type AttributionPlace,
  budgetsMoved,
  expiryOf,
  type Fault,
  fault,
  OPEN_RESERVATIONS_MAX,
  pathsOf,
  type Reservation,
  type Resolution,
  type SpendRequest,
  TTL_DEFAULT_MS,
} from "@purser/core";
import { entryBase } from "./entry-base.ts";
import type { EntryBatch, RecordedEvent } from "./entry-batch.ts";
import { type GrantedSpend, guard, type JudgedItem, type JudgedSpend, shownAmong, warnedOf } from "./judged-spend.ts";
import { chainsText } from "./kept-chains.ts";
import { type EventKey, leavesRange, outOfRange } from "./recorded-event.ts";

export interface AskedSpend {
  readonly place: AttributionPlace;
  readonly request: SpendRequest;
  readonly key: EventKey | null;
}

type Granting = AskedSpend & { readonly resolution: Resolution };

/** Entries of the grant; refused where a cap or the range of amounts forbids what the budgets allow. */
export function recordSpend(batch: EntryBatch, granting: Granting, judged: JudgedSpend): GrantedSpend | Fault {
  const { place, request, resolution, key } = granting;
  const isReserve = request.operation === "reserve";
  const capped = isReserve ? capFault(batch, place.customer.row.number, resolution.set) : null;
  if (capped !== null) return capped;
  const uses = usesOf(granting, judged.items);
  for (const { entry, budgets } of uses) if (leavesRange(batch, budgets, entry)) return outOfRange();
  const warned = warnedOf(judged.items);
  guard(batch, judged.items);
  const reservation = isReserve ? openedBy(batch, granting, judged.items) : null;
  const event: RecordedEvent = {
    customer: place.customer,
    content: key?.content ?? "",
    firstEntry: batch.entries.length,
    sequence: 0,
    uses: uses.map(({ entry, budgets }) => ({ entry: { ...entry, reservation: reservation?.number ?? 0 }, budgets })),
  };
  batch.record(event, key?.hash ?? null);
  if (reservation !== null) batch.reservations.open(reservation);
  return { kind: "granted", judged, warned, event };
}

/** One entry to an item; the chains stand on the first. */
function usesOf(
  { place, request, resolution }: Granting,
  items: readonly JudgedItem[],
): RecordedEvent["uses"][number][] {
  const isReserve = request.operation === "reserve";
  const { snapshot, customer, now } = place;
  const base = entryBase(place, request, { kind: isReserve ? "hold" : "consume", timestamp: now, resolution });
  const chains = chainsText(pathsOf(snapshot, resolution.leaves));
  return items.map(({ capability, amount, chains: shown }, index) => ({
    entry: {
      ...base,
      capability: capability.number,
      use: isReserve ? 0 : amount,
      hold: isReserve ? amount : 0,
      chains: index === 0 ? chains : null,
    },
    budgets: shownAmong(
      budgetsMoved({ snapshot, customer, capability: capability.number, set: resolution.set, now }),
      shown,
    ),
  }));
}

/** R31: holds beyond these come from a leak. */
export function capFault(batch: EntryBatch, customer: number, set: readonly number[]): Fault | null {
  const { snapshot } = batch.engine;
  if (batch.reservations.countOf(customer) >= OPEN_RESERVATIONS_MAX) {
    const detail = `The customer has ${OPEN_RESERVATIONS_MAX} open holds already. Commit or release what is done with, or let it expire.`;
    return fault("TooManyOpenReservations", detail);
  }
  for (const entity of set) {
    const type = snapshot.type(snapshot.entities.type.get(entity));
    if (type.maxOpenReservations === null || batch.reservations.countAt(entity) < type.maxOpenReservations) continue;
    const detail = `"${snapshot.entities.ids[entity]}" is in ${type.maxOpenReservations} open holds, the most that its type "${type.id}" allows (maxOpenReservations). Commit or release one first.`;
    return fault("TooManyOpenReservations", detail);
  }
  return null;
}

/** What a new reservation is, whether it is reserved or split off. */
export function newReservation(
  batch: EntryBatch,
  place: AttributionPlace,
  opening: {
    readonly items: readonly JudgedItem[];
    readonly resolution: Resolution;
    readonly sent: Pick<SpendRequest, "dimensions" | "entityIds" | "metadata">;
    readonly ttlMs: number | undefined;
    readonly parent: Pick<Reservation, "number" | "depth" | "firstOpenedAt"> | null;
  },
): Reservation {
  const { now, snapshot } = place;
  const { resolution, parent } = opening;
  const { dimensions, named, metadata } = entryBase(place, opening.sent, { kind: "hold", timestamp: now, resolution });
  const firstOpenedAt = parent?.firstOpenedAt ?? now;
  return {
    number: batch.reservations.nextNumber,
    customer: place.customer.row.number,
    state: "open",
    items: opening.items.map(({ capability, amount }) => ({ capability: capability.number, amount, committed: null })),
    resolved: resolution.set,
    paths: pathsOf(snapshot, resolution.leaves),
    timestamp: now,
    opened: batch.nextSequence,
    openedAt: now,
    expiresAt: expiryOf(firstOpenedAt, now, opening.ttlMs ?? TTL_DEFAULT_MS),
    parent: parent?.number ?? 0,
    depth: (parent?.depth ?? 0) + 1,
    firstOpenedAt,
    dimensions,
    named,
    metadata,
    isLate: false,
    commitContent: null,
  };
}

const openedBy = (
  batch: EntryBatch,
  { place, request, resolution }: Granting,
  items: readonly JudgedItem[],
): Reservation =>
  newReservation(batch, place, { items, resolution, sent: request, ttlMs: request.ttlMs, parent: null });
