// A node as it is answered: one entity × one budget, with every figure of R18 as a decimal.
import { toDecimal, utilization } from "./amount.ts";
import { assignmentId, type Enforcement } from "./assignment.ts";
import type { Capability } from "./capability.ts";
import { allocatedOf, type ChainNode, isDenying, loadOfNode } from "./chain-node.ts";
import type { Snapshot } from "./snapshot.ts";

/** Amounts are decimals, times ISO-8601 UTC. */
export interface Node {
  capabilityId: string;
  entityId: string;
  entityTypeId: string;
  parentId: string | null;
  assignmentId: string | null;
  scopeEntityIds: readonly string[];
  cadence: string | null;
  enforcement: Enforcement | null;
  /** The effective limit (R36). */
  usageLimit: number | null;
  currentUsage: number;
  heldUsage: number;
  /** Ceiling − load, never below 0; null without a ceiling. */
  available: number | null;
  utilization: number | null;
  /** Σ need of what is carved out of it; null where it is no own hard limit, out of which nothing can be. */
  allocated: number | null;
  unallocated: number | null;
  usagePeriodStart: string | null;
  usagePeriodEnd: string | null;
  isGranted: boolean;
  exceedsLimit: boolean;
  inherited: boolean;
}

/** What is asked of nodes. */
export interface Growing {
  /** In units: what is asked of every node. */
  readonly requested: number;
  /** By how much the load of a node grows where it isn't what is requested (R30); 0 or less: it grants however full it is. */
  readonly growth?: ReadonlyMap<ChainNode, number> | undefined;
}

export interface NodeRequest extends Growing {
  readonly snapshot: Snapshot;
  readonly capability: Pick<Capability, "id" | "scale">;
}

/** By how much the request makes the load of the node grow. */
export const requestedOf = ({ requested, growth }: Growing, node: ChainNode): number =>
  growth === undefined ? requested : Math.max(0, growth.get(node) ?? requested);

/** What is asked of the node decides whether this node alone would grant it. */
export function reportNode(request: NodeRequest, node: ChainNode, requested = requestedOf(request, node)): Node {
  const { snapshot, capability } = request;
  const { entities, assignments } = snapshot;
  const { scale } = capability;
  const isSpared = request.growth !== undefined && requested === 0;
  const parent = entities.parent.get(node.entity);
  const { usageLimit: limit, carved } = node;
  const isLimited = !Number.isNaN(limit);
  const canDivide = isDivisible(node);
  // One plain literal: built of parts that are spread, all of a check took a seventh longer.
  return {
    capabilityId: capability.id,
    entityId: entities.ids[node.entity] ?? "",
    entityTypeId: snapshot.type(entities.type.get(node.entity)).id,
    parentId: parent === 0 ? null : (entities.ids[parent] ?? null),
    assignmentId: node.assignment === 0 ? null : assignmentId(node.assignment),
    scopeEntityIds: assignments.scopes.ids(node.scope, entities),
    cadence: node.cadence,
    enforcement: node.assignment === 0 ? null : node.enforcement,
    usageLimit: decimalOf(limit, scale),
    currentUsage: toDecimal(node.used, scale),
    heldUsage: toDecimal(node.held, scale),
    available: decimalOf(availableOf(node), scale),
    utilization: isLimited ? utilization(node.used, limit) : null,
    allocated: canDivide ? toDecimal(carved === null ? 0 : allocatedOf(carved), scale) : null,
    unallocated: canDivide ? toDecimal(unallocatedOf(snapshot, node), scale) : null,
    usagePeriodStart: node.period === null ? null : node.period.startText,
    usagePeriodEnd: node.period === null ? null : node.period.endText,
    isGranted: isSpared || !isDenying(node, requested),
    exceedsLimit: isLimited && node.used + node.held + requested > limit,
    inherited: node.isInherited,
  };
}

const decimalOf = (units: number, scale: number): number | null =>
  Number.isNaN(units) ? null : toDecimal(units, scale);

/** Out of an own hard limit others can be carved (R33). */
const isDivisible = ({ usageLimit, isInherited, enforcement }: ChainNode): boolean =>
  !Number.isNaN(usageLimit) && !isInherited && enforcement === "hard";

/** What more can be carved out of it, in units: exceptions carry no carve-out (R34, R36). */
const unallocatedOf = ({ assignments }: Snapshot, node: ChainNode): number =>
  Math.max(0, assignments.usageLimit.get(node.assignment) - loadOfNode(node));

/** Ceiling − load in units, never below 0; NaN without a ceiling. */
export const availableOf = (node: ChainNode): number => Math.max(0, node.ceiling - loadOfNode(node));

export type AccessDeniedReason =
  | "RequestedUsageExceedsLimit"
  | "BudgetHeld"
  | "OverageLimitExceeded"
  | "AllocationExceeded"
  | "BudgetExceeded";

/** R18: the first that fits. A shadow has no ceiling; its limit stands for it. */
export function deniedReason(node: ChainNode, requested: number): AccessDeniedReason {
  const ceiling = Number.isNaN(node.ceiling) ? node.usageLimit : node.ceiling;
  if (requested > ceiling) return "RequestedUsageExceedsLimit";
  if ((node.ahead?.unheld ?? node.used) + requested <= ceiling) return "BudgetHeld";
  if (node.enforcement === "soft") return "OverageLimitExceeded";
  if (node.carved !== null && node.used + node.held + requested <= ceiling) return "AllocationExceeded";
  return "BudgetExceeded";
}
