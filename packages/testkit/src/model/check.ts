// Check of the model: the decision and everything that R18 says of it.
import { answerNode, availableOf, chainsOf, defaultsFor, exceeds, type Node, nodeOf, type Question } from "./budget.ts";
import { decimalOf, unitsOf } from "./decimal.ts";
import { refuse } from "./refusal.ts";
import { namedBy, pathOf, type Resolution, resolve } from "./resolution.ts";
import { booleanOf, type Fields, idOf, isoOf, optional, refuseUnknown } from "./shape.ts";
import type { Capability, Denial, Draft } from "./state.ts";

interface Checked {
  readonly decision: Record<string, unknown>;
  /** One for every budget that denied. */
  readonly denials: readonly Denial[];
}

/** Whoever asks throws the draft away: a check creates nothing. */
export function check(draft: Draft, fields: Fields, now: number): Checked {
  refuseUnknown(fields, "customerId capabilityId requestedUsage dimensions entityIds strict atLeast");
  const customerId = idOf(fields.customerId, "/customerId");
  const strict = optional(fields.strict, (raw) => booleanOf(raw, "/strict")) ?? draft.settings.strict;
  const named = namedBy(fields);
  const customer = draft.customers.get(customerId);
  if (customer?.archivedAt != null) refuse("CustomerArchived");
  if (customer === undefined && strict) refuse("CustomerNotFound");
  const capability =
    draft.capabilities.get(idOf(fields.capabilityId, "/capabilityId")) ?? refuse("CapabilityNotFound", "/capabilityId");
  const requested = unitsOf(fields.requestedUsage === undefined ? 1 : fields.requestedUsage, {
    scale: capability.scale,
    rounds: capability.kind === "currency",
    path: "/requestedUsage",
  });
  const resolution = resolve(draft, { customerId, at: now }, named);
  judgeLimited(draft, customerId, { capability, resolution });
  if (strict && resolution.unresolved.length > 0) refuse("UnresolvedDimensions");
  const question = { customerId, capabilityId: capability.id, set: resolution.set, at: now };
  const chains = chainsOf(
    draft,
    question,
    resolution.leaves.map((leaf) => pathOf(draft, customerId, leaf)),
  );
  return decide(draft, { question, capability, requested, resolution }, chains);
}

/** R6: nobody slips past a default by being new. */
function judgeLimited(
  draft: Draft,
  customerId: string,
  asked: { capability: Capability; resolution: Resolution },
): void {
  for (const type of asked.resolution.limited) {
    const defaults = defaultsFor(draft, customerId, type.id);
    if (defaults.some(({ capabilityId }) => capabilityId === asked.capability.id)) refuse("ProvisionLimit");
  }
}

interface Asked {
  readonly question: Question;
  readonly capability: Capability;
  readonly requested: bigint;
  readonly resolution: Resolution;
}

interface Weighed {
  readonly node: Node;
  /** How many entities stand between it and its leaf. */
  readonly distance: number;
  /** When its budget would grant; +Infinity when it never does. */
  readonly retry: number;
}

function decide(draft: Draft, asked: Asked, chains: readonly (readonly Node[])[]): Checked {
  const weighed = chains.flatMap((chain) => chain.map((node) => weigh(draft, { asked, chain }, node)));
  const limited = weighed.filter(({ node }) => availableOf(node) !== null);
  const denying = limited.filter(({ node }) => exceeds(node, asked.requested));
  const binding = (denying.length > 0 ? denying : limited).toSorted(compareBinding)[0] ?? null;
  const retry = Math.max(...denying.map((each) => each.retry));
  const least = limited
    .map(({ node }) => availableOf(node) ?? 0n)
    .reduce<bigint | null>((a, b) => (a === null || b < a ? b : a), null);
  const { scale } = asked.capability;
  const told = { capabilityId: asked.capability.id, requested: asked.requested };
  const decision = {
    isGranted: denying.length === 0,
    accessDeniedReason: denying.length === 0 || binding === null ? null : reasonOf(binding.node, asked.requested),
    available: least === null ? null : decimalOf(least, scale),
    retryAt: denying.length === 0 ? null : isoOf(retry),
    bindingConstraint: binding === null ? null : answerNode(draft, binding.node, told),
    chains: chains.map((chain) => chain.map((node) => answerNode(draft, node, told))),
    warnings: [],
    unresolved: asked.resolution.unresolved,
    position: String(draft.entries.length),
    requestId: "model",
  };
  return { decision, denials: denialsOf(asked, denying) };
}

function weigh(draft: Draft, place: { asked: Asked; chain: readonly Node[] }, node: Node): Weighed {
  const ids = [...new Set(place.chain.map(({ entity }) => entity.id))];
  const isDenying = exceeds(node, place.asked.requested);
  return {
    node,
    distance: ids.indexOf(node.entity.id),
    retry: isDenying ? retryOf(draft, node, place.asked.requested) : Number.NEGATIVE_INFINITY,
  };
}

/** The period's end, when the next one as it stands would grant. */
function retryOf(draft: Draft, { entity, assignment, period }: Node, requested: bigint): number {
  if (assignment === null || period === null || period.end === Number.POSITIVE_INFINITY)
    return Number.POSITIVE_INFINITY;
  const next = nodeOf(draft, { entity, assignment }, period.end);
  return exceeds(next, requested) ? Number.POSITIVE_INFINITY : period.end;
}

/** The latest retry, never being latest; then the least available; then the nearest to its leaf. */
function compareBinding(a: Weighed, b: Weighed): number {
  if (a.retry !== b.retry) return a.retry > b.retry ? -1 : 1;
  const [left, right] = [availableOf(a.node) ?? 0n, availableOf(b.node) ?? 0n];
  if (left !== right) return left < right ? -1 : 1;
  return a.distance - b.distance;
}

const reasonOf = (node: Node, requested: bigint): string =>
  requested > (node.assignment?.usageLimit ?? requested) ? "RequestedUsageExceedsLimit" : "BudgetExceeded";

function denialsOf(asked: Asked, denying: readonly Weighed[]): Denial[] {
  const seen = new Set<string>();
  return denying.flatMap(({ node: { entity, assignment, period, used } }) => {
    if (assignment === null || period === null || assignment.usageLimit === null) return [];
    const budget = `${assignment.id} ${entity.id}`;
    if (seen.has(budget)) return [];
    seen.add(budget);
    const { customerId, capabilityId, at } = asked.question;
    const { id: assignmentId, cadence, scopeEntityIds, usageLimit } = assignment;
    const reason = asked.requested > usageLimit ? "RequestedUsageExceedsLimit" : "BudgetExceeded";
    const record = { customerId, assignmentId, entityId: entity.id, capabilityId, cadence, scopeEntityIds, period, at };
    return [{ ...record, requested: asked.requested, used, usageLimit, reason }];
  });
}
