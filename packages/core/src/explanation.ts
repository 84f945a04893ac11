// Explanations: which budgets were consulted and moved at an earlier position of the ledger, in which order, with what numbers (R41).
import { toDecimal } from "./amount.ts";
import { assignmentId } from "./assignment.ts";
import { budgetsMoved, countsAt, governs } from "./budget.ts";
import type { Capability } from "./capability.ts";
import { type ChainNode, type ChainRequest, chainsAlong } from "./chain.ts";
import { type Decided, decideOne } from "./decision.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import { type Node, reportNode } from "./node.ts";
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
}

/** The chains as they were consulted; their figures are filled in by `weigh`. */
export function chainsThen(past: PastCatalog, { capability, paths, set, instant }: AskedThen): ChainNode[][] {
  const request = requestThen(past, { capability, set, instant });
  return chainsAlong(
    request,
    paths.map((path) => path.map((entity) => past.entity(entity))),
  );
}

/** The budgets that the entry moved and that governed when it was recorded, in the order of its kept set. */
export function budgetsThen(past: PastCatalog, entry: LedgerEntry): ChainNode[] {
  return budgetsHolding(past, entry, entry.countedAs || entry.sequence).filter((node) =>
    governs(past.snapshot, past.customer, node),
  );
}

/** Every budget that use or holds of such a kept set and timestamp move, recorded there. */
export function budgetsHolding(
  past: PastCatalog,
  { capability, resolved, timestamp }: Pick<LedgerEntry, "capability" | "resolved" | "timestamp">,
  recordedAt: number,
): ChainNode[] {
  return budgetsMoved(requestThen(past, { capability, set: resolved, instant: timestamp }), recordedAt);
}

function requestThen(
  past: PastCatalog,
  { capability, set, instant }: Pick<AskedThen, "capability" | "set" | "instant">,
): ChainRequest {
  return {
    snapshot: past.snapshot,
    customer: past.customer,
    capability: past.capability(capability),
    set: set.map((entity) => past.entity(entity)),
    now: instant,
  };
}

/** R13, entry by entry: adds what the entry counts at each of the nodes. */
export function weigh(past: PastCatalog, nodes: readonly ChainNode[], entry: LedgerEntry): void {
  const own = past.translated(entry);
  if (own === null) return;
  for (const node of nodes) {
    if (node.assignment === 0 || !countsAt(past.snapshot, own, node)) continue;
    node.used += entry.use;
    node.held += entry.hold;
  }
}

export interface DecisionThen {
  readonly capability: Capability;
  /** In units. */
  readonly requested: number;
  readonly chains: readonly ChainNode[][];
  readonly spared: ReadonlySet<ChainNode>;
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

/** The node's figures are those before the entry. */
export function movedBudget(
  past: PastCatalog,
  node: ChainNode,
  { entry, capability }: { readonly entry: Pick<LedgerEntry, "use" | "hold">; readonly capability: Capability },
): MovedBudget {
  const after = { ...node, used: node.used + entry.use, held: node.held + entry.hold };
  const report = reportNode({ snapshot: past.snapshot, capability, requested: 0 }, after);
  tellCatalogId(past, node, report);
  const { scale } = capability;
  const before = { currentUsage: toDecimal(node.used, scale), heldUsage: toDecimal(node.held, scale) };
  return { ...report, before };
}

function tellCatalogId(past: PastCatalog, { assignment }: ChainNode, report: Node): void {
  if (assignment !== 0) report.assignmentId = assignmentId(past.assignmentInCatalog(assignment));
}
