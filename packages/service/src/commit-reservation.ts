// Commit: counts what was really used and ends the hold; usage is never lost, however late it comes (R27).
import {
  type Fault,
  fault,
  formatAmount,
  isFault,
  type Reservation,
  type ReservedItem,
  type Snapshot,
} from "@purser/core";
import { type Engine, environmentOf } from "./engine.ts";
import type { EntryBatch } from "./entry-batch.ts";
import type { Operations } from "./operation.ts";
import { recordStep, stepUses } from "./reservation-step.ts";
import { type AmountsSent, amountsSent } from "./reserved-amounts.ts";
import { answerStanding, planOnReservation, type ReservationFate, rejected, stands } from "./standing-reservation.ts";

interface CommitSent extends AmountsSent {
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

export function makeCommitReservation(engine: Engine): Operations["commitReservation"] {
  return async (caller, input) => {
    const { snapshot } = engine;
    const environment = environmentOf(engine, caller);
    const { fate } = await planOnReservation(engine, caller, {
      named: input,
      isSettlement: true,
      plan: (batch, reservation): ReservationFate => {
        const amounts = amountsSent({ snapshot, environment, reservation }, input);
        if (isFault(amounts)) return rejected(amounts);
        const missing = missingFault(reservation, input, amounts);
        if (missing !== null) return rejected(missing);
        return planCommit(batch, reservation, { amounts, metadata: input.metadata });
      },
    });
    return answerStanding(engine, fate);
  };
}

/** With items: every one; without anything only while there is a hold to take the amounts from. */
function missingFault(
  { items, state, commitContent }: Reservation,
  sent: CommitSent,
  amounts: Map<number, number> | null,
): Fault | null {
  if (amounts !== null) {
    if (amounts.size === items.length) return null;
    return fault("InvalidRequest", "A commit with items names every capability of the reservation.", "/items");
  }
  if (state === "open" || state === "committed") return null;
  const counted = commitContent === null ? "" : " What was counted late stands.";
  return fault(
    "InvalidRequest",
    `The reservation is ${state}, so there is no hold to take the amount from: say how much was used.${counted}`,
    sent.items === undefined ? "/amount" : "/items",
  );
}

interface Committing {
  readonly amounts: Map<number, number> | null;
  readonly metadata: CommitSent["metadata"];
}

function planCommit(batch: EntryBatch, reservation: Reservation, { amounts, metadata }: Committing): ReservationFate {
  const used = (item: ReservedItem): number => amounts?.get(item.capability) ?? item.amount;
  const text = contentOf(
    reservation.items.map((item) => [item.capability, used(item)]),
    metadata,
  );
  // Only a digest is kept: metadata may name a person, whom an erasure must not miss here.
  const content = batch.engine.ids.digest(text);
  if (reservation.commitContent !== null) {
    if (reservation.commitContent === content) return stands(reservation, true);
    return rejected(otherCommit(batch.engine.snapshot, reservation));
  }
  const isLate = reservation.state !== "open";
  const items = reservation.items.map((item) => ({
    capability: item.capability,
    use: used(item),
    hold: isLate ? 0 : 0 - item.amount,
  }));
  const uses = stepUses(batch, reservation, { kind: "commit", items, metadata });
  if (isFault(uses)) return rejected(uses);
  const after: Reservation = {
    ...reservation,
    state: isLate ? reservation.state : "committed",
    items: reservation.items.map((item) => ({ ...item, committed: used(item) })),
    isLate,
    commitContent: content,
  };
  recordStep(batch, { before: reservation, after }, uses);
  return stands(after);
}

/** Filled in, so that a commit of what was held is the same whether it says so or not. */
const contentOf = (amounts: readonly (readonly [number, number])[], metadata: CommitSent["metadata"]): string =>
  JSON.stringify([
    amounts,
    metadata === undefined ? null : Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);

function otherCommit(snapshot: Snapshot, { items }: Reservation): Fault {
  const recorded = items.map(({ capability, committed }) => {
    const { id, scale } = snapshot.capability(capability);
    return `${formatAmount(committed ?? 0, scale)} of ${id}`;
  });
  const detail = `The reservation was committed with ${recorded.join(" and ")} already, and this commit says something else. Correct the entry, or ingest what is missing.`;
  return fault("ReservationEnded", detail);
}
