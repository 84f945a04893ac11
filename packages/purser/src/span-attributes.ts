// Span attributes: what a span says of a request and its answer: ids, counts and outcomes, never dimensions or metadata.
import type { Attributes } from "@opentelemetry/api";

type Fields = Readonly<Record<string, unknown>>;

export function inputAttributes(input: unknown): Attributes {
  const { customerId, capabilityId, checks, events } = input as Fields;
  const attributes: Attributes = {};
  if (typeof customerId === "string") attributes["purser.customer.id"] = customerId;
  if (typeof capabilityId === "string") attributes["purser.capability.id"] = capabilityId;
  if (Array.isArray(checks)) attributes["purser.checks"] = checks.length;
  if (Array.isArray(events)) attributes["purser.events"] = events.length;
  return attributes;
}

/** A decision tells its outcome; a list of decisions or results how many came out which way. */
export function answerAttributes(answer: unknown): Attributes {
  if (answer === null) return {};
  const { data, isGranted, accessDeniedReason, bindingConstraint } = answer as Fields;
  if (typeof isGranted === "boolean") {
    const binding = bindingConstraint as { readonly entityId: string } | null;
    return {
      "purser.is_granted": isGranted,
      ...(isGranted ? {} : { "purser.access_denied_reason": String(accessDeniedReason) }),
      ...(binding === null ? {} : { "purser.binding_entity.id": binding.entityId }),
    };
  }
  return Array.isArray(data) ? outcomesOf(data) : {};
}

function outcomesOf(data: readonly Fields[]): Attributes {
  const counts: Record<string, number> = {};
  for (const one of data) {
    const outcome = outcomeOf(one);
    if (outcome !== null) counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

const RESULTS = new Set(["accepted", "duplicate", "rejected"]);

function outcomeOf({ status, isGranted, problem }: Fields): string | null {
  if (typeof status === "string" && RESULTS.has(status)) return `purser.${status}`;
  if (typeof isGranted === "boolean") return isGranted ? "purser.granted" : "purser.denied";
  return problem === undefined || problem === null ? null : "purser.refused";
}
