// Spend record: the entries of a granted consume or reserve, and the reservation that a reserve opens (R24, R26, R31).
import {
  type AttributionPlace,
  assert,
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
import { chainsText, pathsIn } from "./kept-chains.ts";
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
  const uses = usesOf(batch, granting, judged.items);
  for (const { entry, budgets } of uses) if (leavesRange(batch, budgets, entry)) return outOfRange();
  const warned = warnedOf(judged.items);
  guard(batch, judged.items);
  const event: RecordedEvent = {
    customer: place.customer,
    content: key?.content ?? "",
    firstEntry: batch.entries.length,
    sequence: 0,
    uses,
  };
  const { items } = judged;
  const opened = isReserve ? newReservation(batch, uses, { items, ttlMs: request.ttlMs, parent: null }) : null;
  batch.record(event, key?.hash ?? null);
  if (opened !== null) batch.reservations.open(opened);
  return { kind: "granted", judged, warned, event };
}

/** One entry to an item; the chains stand on the first. */
function usesOf(
  batch: EntryBatch,
  { place, request, resolution }: Granting,
  items: readonly JudgedItem[],
): RecordedEvent["uses"] {
  const isReserve = request.operation === "reserve";
  const { snapshot, customer, now } = place;
  const opening = isReserve
    ? { kind: "hold" as const, reservation: batch.reservations.nextNumber }
    : ({ kind: "consume" } as const);
  const base = entryBase(place, request, { ...opening, timestamp: now, resolution });
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

/** What a new reservation is, whether it is reserved or split off: as its first entry says. */
export function newReservation(
  batch: EntryBatch,
  [first]: RecordedEvent["uses"],
  opening: {
    readonly items: readonly JudgedItem[];
    readonly ttlMs: number | undefined;
    readonly parent: Pick<Reservation, "number" | "depth" | "firstOpenedAt"> | null;
  },
): Reservation {
  assert(first !== undefined, "a reservation opens with an entry");
  const { reservation, customer, resolved, chains, timestamp, dimensions, named, metadata } = first.entry;
  const { items, parent } = opening;
  const firstOpenedAt = parent?.firstOpenedAt ?? timestamp;
  return {
    number: reservation,
    customer,
    state: "open",
    items: items.map(({ capability, amount }) => ({ capability: capability.number, amount, committed: null })),
    resolved,
    paths: pathsIn(chains ?? []),
    timestamp,
    opened: batch.nextSequence,
    openedAt: timestamp,
    expiresAt: expiryOf(firstOpenedAt, timestamp, opening.ttlMs ?? TTL_DEFAULT_MS),
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
