// Check of the model: a question is decided and nothing is written (R17, R18).
import { chainsOf, defaultsFor } from "./budget.ts";
import { unitsOf } from "./decimal.ts";
import { alone, decide, markOf } from "./decision.ts";
import type { Denial } from "./ledger-rows.ts";
import { refuse } from "./refusal.ts";
import { namedBy, pathOf, type Resolution, resolve } from "./resolution.ts";
import { booleanOf, type Fields, idOf, optional, refuseUnknown } from "./shape.ts";
import type { Capability, Draft } from "./state.ts";

interface Checked {
  readonly decision: Record<string, unknown>;
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
  judgeLimited(draft, customerId, { capabilities: [capability], resolution });
  if (strict && resolution.unresolved.length > 0) refuse("UnresolvedDimensions");
  const question = { customerId, capabilityId: capability.id, set: resolution.set, at: now };
  const paths = resolution.leaves.map((leaf) => pathOf(draft, customerId, leaf));
  const chains = chainsOf(draft, question, paths);
  const verdict = decide(draft, { customerId, capability, at: now, chains, requestedOf: () => requested });
  return {
    decision: { ...alone(verdict), unresolved: resolution.unresolved, ...markOf(draft) },
    denials: verdict.denials,
  };
}

/** R6: nobody slips past a default by being new. */
export function judgeLimited(
  draft: Draft,
  customerId: string,
  asked: { readonly capabilities: readonly Capability[]; readonly resolution: Resolution },
): void {
  for (const type of asked.resolution.limited) {
    const defaults = defaultsFor(draft, customerId, type.id);
    const governs = (capability: Capability): boolean =>
      defaults.some(({ capabilityId }) => capabilityId === capability.id);
    if (asked.capabilities.some(governs)) refuse("ProvisionLimit");
  }
}
