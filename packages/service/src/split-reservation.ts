// Split: takes an amount out of an open hold and opens a reservation of its own with it, in one step (R30).

import type { Input } from "@purser/contract";
import {
  type AttributionPlace,
  archivedFault,
  budgetsMoved,
  type ChainNode,
  chainsOf,
  type Fault,
  fault,
  formatAmount,
  isDenying,
  isExempt,
  isFault,
  pathsOf,
  type Reservation,
  type Resolution,
  resolve,
  SPLIT_DEPTH_MAX,
} from "@purser/core";
import { carvedMoves } from "./carved-moves.ts";
import { type Engine, environmentOf, nowFor } from "./engine.ts";
import { entryBase } from "./entry-base.ts";
import type { EntryBatch, RecordedEvent } from "./entry-batch.ts";
import {
  type DeniedSpend,
  denied,
  type GrantedSpend,
  guard,
  isSameBudget,
  type JudgedItem,
  type JudgedSpend,
  shownAmong,
  standpointIn,
  warnedOf,
} from "./judged-spend.ts";
import { chainsText } from "./kept-chains.ts";
import type { Operations } from "./operation.ts";
import { type EventKey, type EventPlace, keyOf, leavesRange, outOfRange, standingUnder } from "./recorded-event.ts";
import { answerReservation, knownReservation } from "./reservation-answer.ts";
import { budgetsOfStep, stepUses } from "./reservation-step.ts";
import { amountsSent } from "./reserved-amounts.ts";
import { answerSpend } from "./spend-answer.ts";
import { resolutionFault, type SpendFate } from "./spend-plan.ts";
import { capFault, newReservation } from "./spend-record.ts";
import { endedFault, planOnReservation } from "./standing-reservation.ts";

type SplitInput = Input<"splitReservation">;

export function makeSplitReservation(engine: Engine): Operations["splitReservation"] {
  return async (caller, input) => {
    const environment = environmentOf(engine, caller);
    const { fate } = await planOnReservation(engine, caller, {
      named: input,
      isSettlement: false,
      plan: (batch, parent) => planSplit(batch, { snapshot: engine.snapshot, environment }, { parent, input }),
    });
    const isItemized = input.items !== undefined;
    const { decision, entries, isDuplicate } = await answerSpend(engine, caller, { fate, isItemized });
    const [entry] = entries;
    if (entry === undefined) return { ...decision, reservation: null };
    const reservation = answerReservation(engine, await knownReservation(engine, entry.reservation));
    return { ...decision, reservation: isDuplicate ? { ...reservation, duplicate: true } : reservation };
  };
}

interface Asked {
  readonly parent: Reservation;
  readonly input: SplitInput;
}

interface Splitting extends Asked {
  readonly place: AttributionPlace;
  /** Capability number → units. */
  readonly amounts: ReadonlyMap<number, number>;
  readonly key: EventKey | null;
}

function planSplit(batch: EntryBatch, where: EventPlace, asked: Asked): SpendFate {
  const planned = batch.attempt(
    () => planNew(batch, where, asked),
    (fate) => isFault(fate) || fate.kind !== "granted",
  );
  return isFault(planned) ? { kind: "rejected", fault: planned } : planned;
}

function planNew(batch: EntryBatch, where: EventPlace, { parent, input }: Asked): SpendFate | Fault {
  const { engine } = batch;
  const amounts = amountsSent({ ...where, reservation: parent }, input);
  if (isFault(amounts)) return amounts;
  if (amounts === null || [...amounts.values()].some((units) => units === 0)) {
    return fault("InvalidRequest", "A split takes more than 0.", input.items === undefined ? "/amount" : "/items");
  }
  const customer = engine.snapshot.customer(parent.customer);
  if (customer.row.archivedAt !== null) return archivedFault(customer.row.id);
  const place: AttributionPlace = { ...where, customer, now: nowFor(engine, customer) };
  const key = splitKey(batch, { parent, input }, amounts);
  const standing = key === null ? null : standingUnder(batch, customer, key);
  if (standing !== null) return standing;
  const fate = judge(batch, { parent, input, place, amounts, key });
  if (key !== null && (isFault(fate) || fate.kind === "denied")) batch.probe(customer, key.hash);
  return fate;
}

function splitKey(batch: EntryBatch, { parent, input }: Asked, amounts: ReadonlyMap<number, number>): EventKey | null {
  const { idempotencyKey, customerId: _, reservationId: _id, ttlMs, ...fields } = input;
  const measured = [...amounts].map(([capability, amount]) => ({
    capability: batch.engine.snapshot.capability(capability),
    amount,
  }));
  return keyOf(batch.engine, { operation: "split", idempotencyKey, fields, measured }, parent.number, ttlMs ?? null);
}

function judge(batch: EntryBatch, splitting: Splitting): GrantedSpend | DeniedSpend | Fault {
  const { place, parent, input, amounts } = splitting;
  const refused = parentFault(place, parent, amounts);
  if (refused !== null) return refused;
  const lastEntity = place.snapshot.entities.last;
  const resolution = resolve(place, input);
  const capabilities = [...amounts.keys()].map((capability) => ({ capability: place.snapshot.capability(capability) }));
  const unresolved = resolutionFault({ place, strict: undefined, resolution }, capabilities);
  if (unresolved !== null) return unresolved;
  const judged: JudgedSpend = {
    customer: place.customer,
    now: place.now,
    unresolved: resolution.unresolved,
    items: [...amounts].map(([capability, amount]) => judgeItem(batch, splitting, { resolution, capability, amount })),
    isItemized: input.items !== undefined,
    lastEntity,
    standpoint: standpointIn(batch),
    instant: place.now,
  };
  const isGranted = judged.items.every((item) => item.isGranted);
  return isGranted ? record(batch, splitting, { judged, resolution }) : denied(batch, judged);
}

function parentFault(
  { customer, snapshot }: AttributionPlace,
  parent: Reservation,
  amounts: ReadonlyMap<number, number>,
): Fault | null {
  if (customer.row.archivedAt !== null) return archivedFault(customer.row.id);
  if (parent.state !== "open") return endedFault(parent, "Reserve anew.");
  if (parent.depth >= SPLIT_DEPTH_MAX) {
    const detail = `The reservation is the ${SPLIT_DEPTH_MAX}th of its line, the last that may be. Split one that stands nearer to the first.`;
    return fault("SplitTooDeep", detail);
  }
  for (const { capability, amount } of parent.items) {
    if ((amounts.get(capability) ?? 0) <= amount) continue;
    const { id, scale } = snapshot.capability(capability);
    const detail = `The reservation holds ${formatAmount(amount, scale)} of "${id}". Split off at most that, or extend it first.`;
    return fault("AmountExceedsHold", detail);
  }
  return null;
}

function judgeItem(
  batch: EntryBatch,
  { place, parent }: Splitting,
  part: { readonly resolution: Resolution; readonly capability: number; readonly amount: number },
): JudgedItem {
  const { snapshot, customer, now } = place;
  const { capability, amount, resolution } = part;
  const chains = chainsOf({ snapshot, customer, capability, set: resolution.set, now }, resolution.leaves);
  const nodes = chains.flat();
  batch.plan(nodes);
  const growth = new Map(growthOf(batch, parent, { nodes, capability, amount, now }));
  const isGranted = [...growth].every(([node, by]) => by <= 0 || !isDenying(node, by));
  return { capability: snapshot.capability(capability), requested: amount, amount, isGranted, chains, growth };
}

/**
 * A budget that holds the amount already has nothing more to bear. Out of one that others are carved out of, what the
 * parent held may have come through one of those: then giving it back leaves as much less as that one needs less (R34).
 */
function* growthOf(
  batch: EntryBatch,
  parent: Reservation,
  part: {
    readonly nodes: readonly ChainNode[];
    readonly capability: number;
    readonly amount: number;
    readonly now: number;
  },
): Iterable<readonly [ChainNode, number]> {
  const { nodes, capability, amount, now } = part;
  const held = budgetsOfStep(batch, parent, capability);
  const { customer, resolved, timestamp } = parent;
  const entry = { customer, capability, resolved, timestamp, recordedAt: now, use: 0, hold: 0 - amount };
  const given = carvedMoves(batch, entry, held);
  for (const node of nodes) {
    const move = given.find((one) => isSameBudget(one.node, node));
    if (node.carved !== null && !isExempt(node)) yield [node, amount + (move?.uncarved ?? 0) + (move?.excess ?? 0)];
    else yield [node, held.some((one) => isSameBudget(one, node)) ? 0 : amount];
  }
}

function record(
  batch: EntryBatch,
  splitting: Splitting,
  { judged, resolution }: { readonly judged: JudgedSpend; readonly resolution: Resolution },
): GrantedSpend | Fault {
  const { place, parent, input, amounts, key } = splitting;
  const capped = capFault(batch, place.customer.row.number, resolution.set);
  if (capped !== null) return capped;
  const taken = [...amounts].map(([capability, amount]) => ({ capability, use: 0, hold: 0 - amount }));
  const given = stepUses(batch, parent, { kind: "split", items: taken });
  if (isFault(given)) return given;
  const own = ownUses(batch, splitting, { judged, resolution });
  for (const { entry, budgets } of own) if (leavesRange(batch, budgets, entry)) return outOfRange();
  const warned = warnedOf(judged.items);
  guard(batch, judged.items);
  const { items } = judged;
  const child = newReservation(batch, own, { items, ttlMs: input.ttlMs, parent });
  const event: RecordedEvent = {
    customer: place.customer,
    content: key?.content ?? "",
    firstEntry: batch.entries.length,
    sequence: 0,
    uses: [...own, ...given],
  };
  batch.record(event, key?.hash ?? null);
  batch.reservations.change(parent, {
    ...parent,
    items: parent.items.map((item) => ({ ...item, amount: item.amount - (amounts.get(item.capability) ?? 0) })),
  });
  batch.reservations.open(child);
  return { kind: "granted", judged, warned, event };
}

/** The entries of the reservation that is split off; they stand first, so that a repeat finds them. */
function ownUses(
  batch: EntryBatch,
  { place, input }: Splitting,
  { judged, resolution }: { readonly judged: JudgedSpend; readonly resolution: Resolution },
): RecordedEvent["uses"] {
  const { snapshot, customer, now } = place;
  const { nextNumber: reservation } = batch.reservations;
  const base = entryBase(place, input, { kind: "split", timestamp: now, resolution, reservation });
  const kept = chainsText(pathsOf(snapshot, resolution.leaves));
  return judged.items.map(({ capability, amount, chains }, index) => ({
    entry: { ...base, capability: capability.number, use: 0, hold: amount, chains: index === 0 ? kept : null },
    budgets: shownAmong(
      budgetsMoved({ snapshot, customer, capability: capability.number, set: resolution.set, now }),
      chains,
    ),
  }));
}
