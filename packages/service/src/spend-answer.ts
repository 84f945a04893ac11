// Spend answers: the decision on a consume or reserve, with the figures after it counted, or those that a repeat finds now (R24).
import {
  type ChainNode,
  type CustomerState,
  chainsAlong,
  type DecidedItem,
  type Decision,
  decideItems,
  decideOne,
  type LedgerEntry,
  type Node,
  toDecimal,
  type Unresolved,
} from "@purser/core";
import type { Caller } from "./caller.ts";
import type { DeniedRequest } from "./denial-log.ts";
import { askingOf, once } from "./denied-asking.ts";
import { type Engine, nowFor } from "./engine.ts";
import { entriesOf } from "./entry-batch.ts";
import { fillFigures } from "./figures.ts";
import type { DeniedSpend, GrantedSpend, JudgedItem, JudgedSpend } from "./judged-spend.ts";
import { pathsIn } from "./kept-chains.ts";
import { problemOf } from "./problem-error.ts";
import type { SpendFate } from "./spend-plan.ts";

export interface SpendAnswer {
  readonly decision: Decision;
  /** None where it was denied. */
  readonly entries: readonly LedgerEntry[];
  readonly isDuplicate: boolean;
}

export async function answerSpend(
  engine: Engine,
  caller: Caller,
  { fate, isItemized }: { readonly fate: SpendFate; readonly isItemized: boolean },
): Promise<SpendAnswer> {
  switch (fate.kind) {
    case "rejected":
      throw problemOf(fate.fault);
    case "denied":
      return { decision: await answerDenied(engine, caller, fate), entries: [], isDuplicate: false };
    case "granted":
      return { decision: answerGranted(engine, caller, fate), entries: entriesOf(fate.event), isDuplicate: false };
    case "repeat":
    case "duplicate": {
      const entries = fate.kind === "repeat" ? entriesOf(fate.event) : fate.entries;
      const customer = fate.kind === "repeat" ? fate.event.customer : fate.customer;
      const decision = await answerAgain(engine, caller, { customer, entries, isItemized });
      return { decision, entries, isDuplicate: true };
    }
  }
}

async function answerDenied(
  engine: Engine,
  caller: Caller,
  { judged, decided, asking }: DeniedSpend,
): Promise<Decision> {
  const { position, requestId } = factsOf(engine, caller, []);
  const items = (await decided).map((one, index) => ({
    ...one,
    decision: { ...one.decision, position, requestId },
    capabilityId: judged.items[index]?.capability.id ?? "",
    amount: 0,
  }));
  note(engine, { judged, asking: () => asking }, items);
  return decisionOf(items, judged.isItemized);
}

/** Warnings are those that it was decided with. */
function answerGranted(engine: Engine, caller: Caller, granted: GrantedSpend): Decision {
  const warnings = noteWarned(engine, caller, granted);
  const { unresolved, items, isItemized } = granted.judged;
  return { ...grantedDecision(factsOf(engine, caller, unresolved), items, isItemized), warnings };
}

/** Every figure and warning is of now (R24). */
export function answerExtended(
  engine: Engine,
  caller: Caller,
  extended: Pick<GrantedSpend, "judged" | "warned">,
): Decision {
  noteWarned(engine, caller, extended);
  const { unresolved, items, isItemized } = extended.judged;
  return grantedDecision(factsOf(engine, caller, unresolved), items, isItemized);
}

type GrantedItem = Pick<JudgedItem, "capability" | "amount" | "chains">;

/** What every decision of the request says alike. */
const factsOf = (engine: Engine, caller: Caller, unresolved: readonly Unresolved[]) => ({
  snapshot: engine.snapshot,
  unresolved,
  position: engine.queue.position,
  requestId: caller.requestId,
});

/** The decision on what is granted: every node grants it, with figures in which it is counted already. */
function grantedDecision(
  facts: ReturnType<typeof factsOf>,
  items: readonly GrantedItem[],
  isItemized: boolean,
): Decision {
  const decided = items.map(({ capability, amount, chains }) => {
    const request = {
      ...facts,
      capability,
      requested: 0,
      growth: new Map<ChainNode, number>(chains.flat().map((node) => [node, 0])),
    };
    const shown = toDecimal(amount, capability.scale);
    return { ...decideOne(request, chains), capabilityId: capability.id, amount: shown };
  });
  return decisionOf(decided, isItemized);
}

function decisionOf(items: readonly DecidedItem[], isItemized: boolean): Decision {
  const [first] = items;
  if (!isItemized && first !== undefined) return first.decision;
  return decideItems(items);
}

/** R24: chains and usage periods as kept, figures of now. */
async function answerAgain(
  engine: Engine,
  caller: Caller,
  standing: {
    readonly customer: CustomerState;
    readonly entries: readonly LedgerEntry[];
    readonly isItemized: boolean;
  },
): Promise<Decision> {
  const { customer, entries, isItemized } = standing;
  const [first] = entries;
  const paths = pathsIn(first?.chains ?? []);
  // A split's own entries stand before those of what it was split from.
  const own = entries.filter(({ reservation }) => reservation === first?.reservation);
  const items = own.map((entry) => keptItem(engine, customer, { entry, paths }));
  await fillFigures(engine, customer, [...new Set(items.flatMap(({ chains }) => chains.flat()))]);
  return grantedDecision(factsOf(engine, caller, []), items, isItemized);
}

function keptItem(
  engine: Engine,
  customer: CustomerState,
  { entry, paths }: { readonly entry: LedgerEntry; readonly paths: readonly (readonly number[])[] },
): GrantedItem {
  const { snapshot } = engine;
  const { capability, resolved, timestamp, use, hold } = entry;
  const today = nowFor(engine, customer);
  const request = { snapshot, customer, capability, set: resolved, now: timestamp, today };
  return {
    capability: snapshot.capability(capability),
    amount: use + hold,
    chains: chainsAlong(request, paths),
  };
}

function note(
  engine: Engine,
  { judged, asking }: { readonly judged: JudgedSpend } & Pick<DeniedRequest, "asking">,
  decided: readonly { readonly decision: Decision }[],
): void {
  for (const [index, { chains, capability, requested, growth }] of judged.items.entries()) {
    const decision = decided[index]?.decision;
    if (decision === undefined) continue;
    const { customer, now, lastEntity } = judged;
    const request = { customer, capability, requested, now, decision, lastEntity, growth, asking };
    engine.denials.record(request, chains);
  }
}

/** R32: a shadow limit records what it would have denied; returns the warnings. */
function noteWarned(
  engine: Engine,
  caller: Caller,
  { judged, warned }: Pick<GrantedSpend, "judged" | "warned">,
): Node[] {
  if (warned.length === 0) return [];
  const facts = factsOf(engine, caller, judged.unresolved);
  const decided = warned.map((item) => decideOne({ ...facts, ...item }, item.chains));
  // What a granted request has made is there to stay.
  const standing = { ...judged, items: warned, lastEntity: Number.POSITIVE_INFINITY };
  note(engine, { judged: standing, asking: once(() => askingOf(engine.snapshot, standing)) }, decided);
  return decided.flatMap(({ decision }) => decision.warnings);
}
