// The decision: whether a request is granted, which budget binds it, what is available and when to try again (R17, R18).
import { toDecimal, utilization } from "./amount.ts";
import { assignmentId } from "./assignment.ts";
import type { Unresolved } from "./attribution.ts";
import type { Capability } from "./capability.ts";
import type { ChainNode } from "./chain.ts";
import type { Snapshot } from "./snapshot.ts";

export type AccessDeniedReason = "RequestedUsageExceedsLimit" | "BudgetExceeded";

/** One entity × one budget as it is answered; amounts are decimals, times ISO-8601 UTC (R18). */
export interface Node {
  capabilityId: string;
  entityId: string;
  entityTypeId: string;
  parentId: string | null;
  assignmentId: string | null;
  scopeEntityIds: readonly string[];
  cadence: string | null;
  enforcement: "hard" | null;
  usageLimit: number | null;
  currentUsage: number;
  heldUsage: number;
  available: number | null;
  utilization: number | null;
  usagePeriodStart: string | null;
  usagePeriodEnd: string | null;
  isGranted: boolean;
  exceedsLimit: boolean;
  inherited: boolean;
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
}

/** What a decision is made of: the capability, the amount in its units, and chains whose figures are filled in. */
export interface DecisionRequest {
  readonly snapshot: Snapshot;
  readonly capability: Capability;
  readonly requested: number;
  readonly unresolved: readonly Unresolved[];
  readonly position: string;
  readonly requestId: string;
}

/** The one place where a request is granted or denied. */
export function decide(request: DecisionRequest, chains: readonly ChainNode[][]): Decision {
  const binding = new Binding(request.requested);
  const reports: Node[][] = [];
  for (const chain of chains) {
    const nodes: Node[] = [];
    let distance = 0;
    let entity = 0;
    for (const node of chain) {
      if (node.entity !== entity) distance += 1;
      entity = node.entity;
      const report = reportNode(request, node);
      nodes.push(report);
      binding.weigh(node, report, distance);
    }
    reports.push(nodes);
  }
  const { denying } = binding;
  return {
    isGranted: denying === null,
    accessDeniedReason: binding.reason(),
    available: binding.available === null ? null : toDecimal(binding.available, request.capability.scale),
    retryAt: denying === null ? null : binding.retryText,
    bindingConstraint: denying ?? binding.tightest,
    chains: reports,
    warnings: [],
    unresolved: request.unresolved,
    position: request.position,
    requestId: request.requestId,
  };
}

/** The node as answered; `requested` decides whether this node alone would grant it. */
export function reportNode(
  request: Pick<DecisionRequest, "snapshot" | "requested"> & { readonly capability: Pick<Capability, "id" | "scale"> },
  node: ChainNode,
): Node {
  const { snapshot, capability, requested } = request;
  const { entities, assignments } = snapshot;
  const { scale } = capability;
  const parent = entities.parent.get(node.entity);
  const limit = node.usageLimit;
  const isLimited = !Number.isNaN(limit);
  const load = node.used + node.held;
  const exceedsLimit = isLimited && load + requested > limit;
  return {
    capabilityId: capability.id,
    entityId: entities.ids[node.entity] ?? "",
    entityTypeId: snapshot.type(entities.type.get(node.entity)).id,
    parentId: parent === 0 ? null : (entities.ids[parent] ?? null),
    assignmentId: node.assignment === 0 ? null : assignmentId(node.assignment),
    scopeEntityIds: assignments.scopes.ids(node.scope, entities),
    cadence: node.cadence,
    enforcement: node.assignment === 0 ? null : "hard",
    usageLimit: isLimited ? toDecimal(limit, scale) : null,
    currentUsage: toDecimal(node.used, scale),
    heldUsage: toDecimal(node.held, scale),
    available: isLimited ? toDecimal(Math.max(0, limit - load), scale) : null,
    utilization: isLimited ? utilization(node.used, limit) : null,
    usagePeriodStart: node.period === null ? null : node.period.startText,
    usagePeriodEnd: node.period === null ? null : node.period.endText,
    isGranted: !exceedsLimit,
    exceedsLimit,
    inherited: node.isInherited,
  };
}

/** Follows, node by node, which budget binds and when all of them would grant again. */
class Binding {
  readonly #requested: number;
  denying: Node | null = null;
  tightest: Node | null = null;
  available: number | null = null;
  retryText: string | null = null;
  #tightestDistance = 0;
  #retry = Number.NEGATIVE_INFINITY;
  #denyingAvailable = 0;
  #denyingDistance = 0;
  #isOverLimit = false;

  constructor(requested: number) {
    this.#requested = requested;
  }

  /** `distance` counts the entities from the leaf. */
  weigh(node: ChainNode, report: Node, distance: number): void {
    if (report.usageLimit === null) return;
    const available = Math.max(0, node.usageLimit - node.used - node.held);
    const standing = this.available;
    if (standing === null || available < standing || (available === standing && distance < this.#tightestDistance)) {
      this.available = available;
      this.tightest = report;
      this.#tightestDistance = distance;
    }
    if (!report.isGranted) this.#weighDenying(node, report, { available, distance });
  }

  /** R18: the latest retry binds, never being latest; then the least available; then the one nearest the leaf. */
  #weighDenying(node: ChainNode, report: Node, at: { readonly available: number; readonly distance: number }): void {
    const retry = retryOf(node, this.#requested);
    if (this.denying !== null && !this.#bindsMore(retry, at)) return;
    this.denying = report;
    this.#retry = retry;
    this.#denyingAvailable = at.available;
    this.#denyingDistance = at.distance;
    this.#isOverLimit = this.#requested > node.usageLimit;
    this.retryText = retry === Number.POSITIVE_INFINITY ? null : (node.period?.endText ?? null);
  }

  #bindsMore(retry: number, at: { readonly available: number; readonly distance: number }): boolean {
    if (retry !== this.#retry) return retry > this.#retry;
    if (at.available !== this.#denyingAvailable) return at.available < this.#denyingAvailable;
    return at.distance < this.#denyingDistance;
  }

  reason(): AccessDeniedReason | null {
    if (this.denying === null) return null;
    return this.#isOverLimit ? "RequestedUsageExceedsLimit" : "BudgetExceeded";
  }
}

/** The period's end, where the next period as it stands would grant; else never. */
function retryOf(node: ChainNode, requested: number): number {
  if (node.period === null || node.loadAhead + requested > node.usageLimit) return Number.POSITIVE_INFINITY;
  return node.period.end;
}
