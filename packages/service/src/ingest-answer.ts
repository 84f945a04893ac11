// Ingest answers: how each event of a request fared, with the figures of every budget that it moved (R19, R21).
import { type Answer, PROBLEM_CODES, type ProblemCode } from "@purser/contract";
import {
  budgetsMoved,
  type ChainNode,
  type CustomerState,
  entryId,
  isComplete,
  type LedgerEntry,
  type Node,
  reportNode,
} from "@purser/core";
import type { Engine } from "./engine.ts";
import type { RecordedEvent } from "./entry-batch.ts";
import { fillFigures } from "./figures.ts";
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
  const nodes = event.uses.flatMap(({ budgets }) => budgets);
  const unkept = nodes.filter((node) => !isComplete(engine.snapshot, node));
  if (unkept.length > 0) await fillFigures(engine, event.customer, unkept);
  return { ...result, budgets: event.uses.flatMap(({ entry, budgets }) => reports(engine, entry.capability, budgets)) };
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
export async function figuresToday(
  engine: Engine,
  customer: CustomerState,
  entries: readonly LedgerEntry[],
): Promise<Node[]> {
  const { snapshot } = engine;
  const budgets = entries.map((entry) =>
    budgetsMoved(
      { snapshot, customer, capability: entry.capability, set: entry.resolved, now: entry.timestamp },
      entry.corrects || entry.sequence,
    ),
  );
  await fillFigures(engine, customer, budgets.flat());
  return budgets.flatMap((nodes, index) => reports(engine, entries[index]?.capability ?? 0, nodes));
}

function reports(engine: Engine, capability: number, nodes: readonly ChainNode[]): Node[] {
  const request = { snapshot: engine.snapshot, capability: engine.snapshot.capability(capability), requested: 0 };
  return nodes.map((node) => reportNode(request, node));
}

const entriesOf = (event: RecordedEvent): LedgerEntry[] =>
  event.uses.map(({ entry }, index) => ({ ...entry, sequence: event.sequence + index }));

const idsOf = (engine: Engine, entry: LedgerEntry | undefined): string[] =>
  (entry?.resolved ?? []).map((number) => engine.snapshot.entities.ids[number] ?? "");
