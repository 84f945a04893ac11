// Ingest answers: how each event of a request fared, with the figures of every budget that it moved (R19, R21).
import { type Answer, PROBLEM_CODES, type ProblemCode } from "@purser/contract";
import {
  budgetsMoved,
  type ChainNode,
  type CustomerState,
  entryId,
  governs,
  isComplete,
  type LedgerEntry,
  type Node,
  reportNode,
} from "@purser/core";
import { type Engine, nowFor } from "./engine.ts";
import { entriesOf } from "./entry-batch.ts";
import { fillFigures, fillFolded } from "./figures.ts";
import type { EventFate } from "./recorded-event.ts";

export type IngestResult = Answer<"ingest">["data"][number];

export interface EventProblem {
  readonly code: ProblemCode;
  readonly path: string;
  readonly detail: string;
}

export type Fate = EventFate | { readonly kind: "malformed"; readonly problem: EventProblem };

interface Manner {
  readonly key: string;
  readonly withFigures: boolean;
}

export async function answerFate(engine: Engine, fate: Fate, manner: Manner): Promise<IngestResult> {
  switch (fate.kind) {
    case "malformed":
      return rejected(manner.key, fate.problem);
    case "rejected":
      return rejected(manner.key, { code: fate.fault.code, path: fate.fault.path ?? "", detail: fate.fault.detail });
    case "recorded":
      return accepted(engine, fate, manner);
    case "repeat":
      return duplicate(engine, manner, { customer: fate.event.customer, entries: entriesOf(fate.event) });
    case "duplicate":
      return duplicate(engine, manner, fate);
  }
}

function rejected(idempotencyKey: string, problem: EventProblem): IngestResult {
  const { status } = PROBLEM_CODES[problem.code];
  return { status: "rejected", idempotencyKey, problem: { ...problem, status } };
}

async function accepted(engine: Engine, fate: EventFate & { kind: "recorded" }, manner: Manner): Promise<IngestResult> {
  const { event } = fate;
  const entries = entriesOf(event);
  const result = {
    status: "accepted" as const,
    idempotencyKey: manner.key,
    ledgerEntryIds: entries.map(({ sequence }) => entryId(sequence)),
    entityIds: idsOf(engine, entries[0]),
    unresolved: [...fate.unresolved],
    problem: null,
  };
  if (!manner.withFigures) return result;
  const { customer, uses } = event;
  const unkept = uses.flatMap(({ budgets }) => budgets).filter((node) => !isComplete(engine.snapshot, node));
  // As after its own event: later ones of the same batch are not in it.
  const range = { customer: customer.row.number, until: event.sequence + uses.length - 1 };
  if (unkept.length > 0) await fillFolded(engine, unkept, range);
  const moved = uses.map(({ entry, budgets }) => ({ capability: entry.capability, budgets }));
  return { ...result, budgets: reports(engine, customer, moved) };
}

async function duplicate(
  engine: Engine,
  manner: Manner,
  standing: { readonly customer: CustomerState; readonly entries: readonly LedgerEntry[] },
): Promise<IngestResult> {
  const { customer, entries } = standing;
  const result = {
    status: "duplicate" as const,
    idempotencyKey: manner.key,
    ledgerEntryIds: entries.map(({ sequence }) => entryId(sequence)),
    entityIds: idsOf(engine, entries[0]),
    unresolved: [],
    problem: null,
  };
  if (!manner.withFigures) return result;
  return { ...result, budgets: await figuresToday(engine, customer, entries) };
}

/** Today's figures of every budget that the entries moved (R21). */
async function figuresToday(engine: Engine, customer: CustomerState, entries: readonly LedgerEntry[]): Promise<Node[]> {
  const { snapshot } = engine;
  const today = nowFor(engine, customer);
  const moved = entries.map((entry) => ({
    capability: entry.capability,
    budgets: budgetsMoved(
      { snapshot, customer, capability: entry.capability, set: entry.resolved, now: entry.timestamp, today },
      entry.countedAs || entry.sequence,
    ),
  }));
  await fillFigures(
    engine,
    customer,
    moved.flatMap(({ budgets }) => budgets),
  );
  return reports(engine, customer, moved);
}

interface Moved {
  readonly capability: number;
  readonly budgets: readonly ChainNode[];
}

/** What counts on unseen (dormant, replaced) is no budget that anybody has now. */
function reports({ snapshot }: Engine, customer: CustomerState, moved: readonly Moved[]): Node[] {
  return moved.flatMap(({ capability, budgets }) => {
    const request = { snapshot, capability: snapshot.capability(capability), requested: 0 };
    return budgets.filter((node) => governs(snapshot, customer, node)).map((node) => reportNode(request, node));
  });
}

const idsOf = (engine: Engine, entry: LedgerEntry | undefined): string[] =>
  (entry?.resolved ?? []).map((number) => engine.snapshot.entities.ids[number] ?? "");
