// Explanations: which budgets were consulted and moved at an earlier position of the ledger, in which order, with what numbers (R41).
import { toDecimal } from "./amount.ts";
import { assignmentId } from "./assignment.ts";
import { budgetsMoved, governs } from "./budget.ts";
import type { Capability } from "./capability.ts";
import { type ChainRequest, chainsAlong } from "./chain.ts";
import type { ChainNode } from "./chain-node.ts";
import { type Decided, decideOne } from "./decision.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import { type Growing, type Node, reportNode } from "./node.ts";
import type { PastCatalog } from "./past-catalog.ts";

/** A budget that an entry moved: the node with its figures after the entry, and those before it. */
export interface MovedBudget extends Node {
  before: { currentUsage: number; heldUsage: number };
}

/** What was asked at one capability, in the numbers of the catalog. */
export interface AskedThen {
  readonly capability: number;
  /** Entities of each chain, leaf first. */
  readonly paths: readonly (readonly number[])[];
  readonly set: readonly number[];
  /** Its usage periods are those that hold this instant. */
  readonly instant: number;
  /** Purser's now of then. */
  readonly today: number;
}

/** The chains as they were consulted; their figures are filled in by `PastFigures`. */
export function chainsThen(past: PastCatalog, { paths, ...asked }: AskedThen): ChainNode[][] {
  const request = requestThen(past, asked);
  return chainsAlong(
    request,
    paths.map((path) => path.map((entity) => past.entity(entity))),
  );
}

/** The budgets that the entry moved and that governed when it was recorded, in the order of its kept set. */
export function budgetsThen(past: PastCatalog, entry: LedgerEntry): ChainNode[] {
  const kept = { ...entry, today: entry.recordedAt };
  return budgetsHolding(past, kept, entry.countedAs || entry.sequence).filter((node) =>
    governs(past.snapshot, past.customer, node),
  );
}

/** Every budget that use or holds of such a kept set and timestamp move, recorded there. */
export function budgetsHolding(
  past: PastCatalog,
  kept: Pick<LedgerEntry, "capability" | "resolved" | "timestamp"> & Pick<AskedThen, "today">,
  recordedAt: number,
): ChainNode[] {
  const { capability, resolved: set, timestamp: instant, today } = kept;
  return budgetsMoved(requestThen(past, { capability, set, instant, today }), recordedAt);
}

function requestThen(past: PastCatalog, { capability, set, instant, today }: Omit<AskedThen, "paths">): ChainRequest {
  return {
    snapshot: past.snapshot,
    customer: past.customer,
    capability: past.capability(capability),
    set: set.map((entity) => past.entity(entity)),
    now: instant,
    today,
  };
}

export interface DecisionThen extends Growing {
  readonly capability: Capability;
  readonly chains: readonly ChainNode[][];
}

/** The decision as it was made, once the figures of its chains are those of then. */
export function decidedThen(past: PastCatalog, then: DecisionThen): Decided {
  const facts = { snapshot: past.snapshot, unresolved: [], position: "", requestId: "" };
  const decided = decideOne({ ...facts, ...then }, then.chains);
  for (const [at, chain] of then.chains.entries()) {
    for (const [index, node] of chain.entries()) {
      const report = decided.decision.chains[at]?.[index];
      if (report !== undefined) tellCatalogId(past, node, report);
    }
  }
  return decided;
}

/** The node's figures are those after the entry. */
export function movedBudget(
  past: PastCatalog,
  node: ChainNode,
  { before, capability }: { readonly before: Pick<ChainNode, "used" | "held">; readonly capability: Capability },
): MovedBudget {
  const report = reportNode({ snapshot: past.snapshot, capability, requested: 0 }, node);
  tellCatalogId(past, node, report);
  const { scale } = capability;
  return {
    ...report,
    before: { currentUsage: toDecimal(before.used, scale), heldUsage: toDecimal(before.held, scale) },
  };
}

function tellCatalogId(past: PastCatalog, { assignment }: ChainNode, report: Node): void {
  if (assignment !== 0) report.assignmentId = assignmentId(past.assignmentInCatalog(assignment));
}
