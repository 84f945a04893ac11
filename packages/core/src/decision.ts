// The decision: whether a request is granted, which budget binds it, what is available and when to try again (R17, R18, R29).
import { toDecimal } from "./amount.ts";
import { assert } from "./assert.ts";
import type { Unresolved } from "./attribution.ts";
import { Binding, retryText } from "./binding.ts";
import type { ChainNode } from "./chain-node.ts";
import { type AccessDeniedReason, type Node, type NodeRequest, reportNode, requestedOf } from "./node.ts";

/** One capability of a request for several (R29). */
export interface DecisionItem {
  capabilityId: string;
  isGranted: boolean;
  accessDeniedReason: AccessDeniedReason | null;
  available: number | null;
  retryAt: string | null;
  bindingConstraint: Node | null;
  /** What was counted or held; null in every item of a denied answer. */
  amount: number | null;
}

export interface Decision {
  isGranted: boolean;
  accessDeniedReason: AccessDeniedReason | null;
  available: number | null;
  retryAt: string | null;
  bindingConstraint: Node | null;
  chains: Node[][];
  warnings: Node[];
  unresolved: readonly Unresolved[];
  position: string;
  requestId: string;
  items?: DecisionItem[];
}

/** What a decision is made of: the capability, the amount in its units, and chains whose figures are filled in. */
export interface DecisionRequest extends NodeRequest {
  readonly unresolved: readonly Unresolved[];
  readonly position: string;
  readonly requestId: string;
}

/** A decision with what is compared among several (R29). */
export interface Decided {
  readonly decision: Decision;
  /** When the denying budgets would all grant, +Infinity = never; -Infinity of a grant. */
  readonly retry: number;
}

export const decide = (request: DecisionRequest, chains: readonly ChainNode[][]): Decision =>
  decideOne(request, chains).decision;

/** The one place where a request is granted or denied. */
export function decideOne(request: DecisionRequest, chains: readonly ChainNode[][]): Decided {
  const binding = new Binding();
  const reports: Node[][] = [];
  let warned: Map<ChainNode, Node> | null = null;
  for (const chain of chains) {
    const nodes: Node[] = [];
    let distance = 0;
    let entity = 0;
    for (const node of chain) {
      if (node.entity !== entity) distance += 1;
      entity = node.entity;
      const requested = requestedOf(request, node);
      const report = reportNode(request, node, requested);
      nodes.push(report);
      binding.weigh(node, report, { distance, requested });
      // Few requests meet one; a node in two chains warns once.
      if (report.exceedsLimit && node.enforcement !== "hard") warned = (warned ?? new Map()).set(node, report);
    }
    reports.push(nodes);
  }
  return {
    decision: decisionOf(request, binding, { reports, warnings: warned === null ? [] : [...warned.values()] }),
    retry: binding.retry,
  };
}

function decisionOf(
  request: DecisionRequest,
  binding: Binding,
  { reports, warnings }: { readonly reports: Node[][]; readonly warnings: Node[] },
): Decision {
  return {
    isGranted: binding.denying === null,
    accessDeniedReason: binding.reason,
    available: binding.available === null ? null : toDecimal(binding.available, request.capability.scale),
    retryAt: retryText(binding.retry),
    bindingConstraint: binding.denying ?? binding.tightest,
    chains: reports,
    warnings,
    unresolved: request.unresolved,
    position: request.position,
    requestId: request.requestId,
  };
}

/** One capability's part of a request for several, and what was asked of it. */
export interface DecidedItem extends Decided {
  readonly capabilityId: string;
  /** As a decimal: what is counted or held if all items are granted. */
  readonly amount: number;
}

/** R29: all or none; at the top the denying item with the latest retry, of a grant the first. */
export function decideItems(items: readonly DecidedItem[]): Decision {
  const denied = items.filter(({ decision }) => !decision.isGranted);
  const leading = denied.reduce<DecidedItem | undefined>(
    (latest, item) => (latest === undefined || item.retry > latest.retry ? item : latest),
    undefined,
  );
  const isGranted = leading === undefined;
  const top = leading ?? items[0];
  assert(top !== undefined, "a request for several capabilities names at least one");
  return {
    ...top.decision,
    isGranted,
    available: null,
    chains: items.flatMap(({ decision }) => decision.chains),
    warnings: items.flatMap(({ decision }) => decision.warnings),
    items: items.map(({ capabilityId, amount, decision }) => ({
      capabilityId,
      isGranted: decision.isGranted,
      accessDeniedReason: decision.accessDeniedReason,
      available: decision.available,
      retryAt: decision.retryAt,
      bindingConstraint: decision.bindingConstraint,
      amount: isGranted ? amount : null,
    })),
  };
}
