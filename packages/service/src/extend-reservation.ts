// Extend: sets another total or another expiry of an open hold, the growth only where every budget has the room (R26, R27).
import {
  archivedFault,
  type ChainNode,
  chainsAlong,
  expiryOf,
  type Fault,
  isComplete,
  isDenying,
  isFault,
  type Reservation,
  type ReservedItem,
} from "@purser/core";
import { type Engine, environmentOf, nowFor } from "./engine.ts";
import type { EntryBatch } from "./entry-batch.ts";
import { fillFigures } from "./figures.ts";
import {
  type DeniedSpend,
  denied,
  guard,
  isSameBudget,
  type JudgedItem,
  type JudgedSpend,
  standpointIn,
  warnedOf,
} from "./judged-spend.ts";
import type { Operations } from "./operation.ts";
import { problemOf } from "./problem-error.ts";
import { answerReservation } from "./reservation-answer.ts";
import { budgetsOfStep, recordStep, stepUses } from "./reservation-step.ts";
import { amountsSent } from "./reserved-amounts.ts";
import { answerExtended, answerSpend } from "./spend-answer.ts";
import { endedFault, planOnReservation, rejected } from "./standing-reservation.ts";

interface Extending {
  readonly amounts: Map<number, number> | null;
  readonly ttlMs: number | undefined;
  readonly isItemized: boolean;
}

interface Extended {
  readonly kind: "extended";
  readonly reservation: Reservation;
  readonly judged: JudgedSpend;
  readonly warned: readonly JudgedItem[];
}

type ExtendFate = Extended | DeniedSpend | { readonly kind: "rejected"; readonly fault: Fault };

export function makeExtendReservation(engine: Engine): Operations["extendReservation"] {
  return async (caller, input) => {
    const { snapshot } = engine;
    const environment = environmentOf(engine, caller);
    const { fate, customer } = await planOnReservation(engine, caller, {
      named: input,
      isSettlement: false,
      plan: (batch, reservation): ExtendFate => {
        const amounts = amountsSent({ snapshot, environment, reservation }, input);
        if (isFault(amounts)) return rejected(amounts);
        const isItemized = input.items !== undefined || reservation.items.length > 1;
        return planExtend(batch, reservation, { amounts, ttlMs: input.ttlMs, isItemized });
      },
    });
    if (fate.kind === "rejected") throw problemOf(fate.fault);
    if (fate.kind === "denied") {
      const { decision } = await answerSpend(engine, caller, { fate, isItemized: fate.judged.isItemized });
      return { ...decision, reservation: null };
    }
    const nodes = [...new Set(fate.judged.items.flatMap(({ chains }) => chains.flat()))];
    await fillFigures(engine, customer, nodes);
    const decision = answerExtended(engine, caller, fate);
    return { ...decision, reservation: answerReservation(engine, fate.reservation) };
  };
}

function planExtend(batch: EntryBatch, reservation: Reservation, extending: Extending): ExtendFate {
  const { engine } = batch;
  const customer = engine.snapshot.customer(reservation.customer);
  if (customer.row.archivedAt !== null) return rejected(archivedFault(customer.row.id));
  if (reservation.state !== "open") return rejected(endedFault(reservation, "Reserve anew."));
  const now = nowFor(engine, customer);
  const judged: JudgedSpend = {
    customer,
    now,
    unresolved: [],
    items: reservation.items.map((item) => judgeItem(batch, reservation, { item, extending })),
    isItemized: extending.isItemized,
    lastEntity: engine.snapshot.entities.last,
    standpoint: standpointIn(batch),
    instant: reservation.timestamp,
  };
  if (!judged.items.every(({ isGranted }) => isGranted)) return denied(batch, judged);
  const uses = stepUses(batch, reservation, { kind: "extend", items: changesOf(reservation, judged) });
  if (isFault(uses)) return rejected(uses);
  const warned = warnedOf(judged.items.filter(({ requested }) => requested > 0));
  guard(
    batch,
    judged.items.filter(({ requested }) => requested > 0),
  );
  const { ttlMs } = extending;
  const after: Reservation = {
    ...reservation,
    items: reservation.items.map((item, index) => ({ ...item, amount: judged.items[index]?.amount ?? item.amount })),
    expiresAt: ttlMs === undefined ? reservation.expiresAt : expiryOf(reservation.firstOpenedAt, now, ttlMs),
  };
  recordStep(batch, { before: reservation, after }, uses);
  return { kind: "extended", reservation: after, judged, warned };
}

/** Only what changes has an entry. */
const changesOf = ({ items }: Reservation, judged: JudgedSpend) =>
  items.flatMap(({ capability, amount }, index) => {
    const hold = (judged.items[index]?.amount ?? amount) - amount;
    return hold === 0 ? [] : [{ capability, use: 0, hold }];
  });

/** Growth is judged along the chains of the opening, in its usage periods. */
function judgeItem(
  batch: EntryBatch,
  reservation: Reservation,
  { item, extending }: { readonly item: ReservedItem; readonly extending: Extending },
): JudgedItem {
  const { snapshot } = batch.engine;
  const { resolved, timestamp, paths } = reservation;
  const customer = snapshot.customer(reservation.customer);
  const amount = extending.amounts?.get(item.capability) ?? item.amount;
  const requested = amount - item.amount;
  const today = nowFor(batch.engine, customer);
  const request = { snapshot, customer, capability: item.capability, set: resolved, now: timestamp, today };
  const chains = chainsAlong(request, paths);
  const nodes = chains.flat();
  batch.plan(nodes);
  const moved = budgetsOfStep(batch, reservation, item.capability);
  const growthAt = (node: ChainNode): number => (requested > 0 && isMoved(batch, moved, node) ? requested : 0);
  const growth = new Map(nodes.map((node) => [node, growthAt(node)]));
  const isGranted = [...growth].every(([node, by]) => by === 0 || !isDenying(node, by));
  return { capability: snapshot.capability(item.capability), requested, amount, isGranted, chains, growth };
}

/** A budget made since, or one whose period ended before it was made, has nothing of the hold. */
const isMoved = (batch: EntryBatch, moved: readonly ChainNode[], node: ChainNode): boolean =>
  isComplete(batch.engine.snapshot, node) && moved.some((one) => isSameBudget(one, node));
