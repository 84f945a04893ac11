// Recordings of the model: entries put into the ledger once per key, and what is answered of them (R16, R19, R21).
import { answerNode, budgetsOf, type Node } from "./budget.ts";
import { countsFor } from "./counting.ts";
import { beyondRange } from "./decimal.ts";
import type { Entry, Recorded } from "./ledger-rows.ts";
import { refuse } from "./refusal.ts";
import type { Unresolved } from "./resolution.ts";
import { type Draft, nextId, pairOf } from "./state.ts";

/** What came of one event. */
export interface Fate {
  readonly status: "accepted" | "duplicate";
  readonly entries: readonly Entry[];
  readonly unresolved: readonly Unresolved[];
}

/** What already stands under the key, or null. */
export function standingUnder(
  draft: Draft,
  named: { customerId: string; key: string | null },
  content: string,
): Recorded | null {
  const standing = named.key === null ? undefined : draft.keys.get(pairOf(named.customerId, named.key));
  if (standing === undefined) return null;
  return standing.content === content ? standing : refuse("IdempotencyConflict", "/idempotencyKey");
}

type NewEntry = Omit<Entry, "id" | "sequence" | "countsAt" | "held" | "corrects" | "reservationId"> &
  Partial<Pick<Entry, "countsAt" | "held" | "corrects" | "reservationId">>;

/** The only refusal for size: a counter that would leave the range (R1). */
export function append(draft: Draft, row: NewEntry): Entry {
  const sequence = draft.entries.length + 1;
  const plain = { held: 0n, corrects: null, reservationId: null, countsAt: sequence };
  const entry: Entry = { ...plain, ...row, id: nextId(draft, "entry"), sequence };
  draft.entries.push(entry);
  for (const { used, held } of movedBy(draft, entry))
    if (beyondRange(used) || beyondRange(held)) refuse("AmountOutOfRange");
  return entry;
}

function movedBy(draft: Draft, entry: Entry): Node[] {
  const question = {
    customerId: entry.customerId,
    capabilityId: entry.capabilityId,
    set: entry.set,
    at: entry.timestamp,
  };
  const nodes = entry.set.flatMap((id) => budgetsOf(draft, question, id));
  return nodes.filter(({ assignment }) => assignment !== null && countsFor(assignment, entry));
}

export function answerFate(
  draft: Draft,
  fate: Fate,
  manner: { idempotencyKey: string; withFigures: boolean },
): unknown {
  const { status, entries, unresolved } = fate;
  const result = {
    status,
    idempotencyKey: manner.idempotencyKey,
    ledgerEntryIds: entries.map(({ id }) => id),
    entityIds: entries[0]?.set ?? [],
    unresolved,
    problem: null,
  };
  if (!manner.withFigures) return result;
  const nodes = (entry: Entry): unknown[] =>
    movedBy(draft, entry).map((node) => answerNode(draft, node, { capabilityId: entry.capabilityId, requested: 0n }));
  return { ...result, budgets: entries.flatMap(nodes) };
}
