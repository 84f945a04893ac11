// Spend paths: which of the sad paths the answer to a spend has gone.
import type { Answer } from "@purser/contract";
import { governed } from "./figure-judge.ts";
import type { LedgerFacts } from "./ledger-facts.ts";
import type { SadCounts } from "./sad-paths.ts";

type Decision = Omit<Answer<"check">, "items">;

export interface Counting {
  readonly facts: LedgerFacts;
  readonly sad: SadCounts;
  readonly customerId: string;
}

export function countGrant({ facts, sad, customerId }: Counting, decision: Decision): void {
  const nodes = governed(decision);
  const isCarved = nodes.some(({ entityId }) => facts.wasCarved(customerId, entityId));
  if (isCarved && nodes.some(({ allocated, available }) => (allocated ?? 0) > 0 && available === 0)) {
    sad["spend through a carved budget granted"] += 1;
  }
  for (const node of nodes) {
    const load = node.currentUsage + node.heldUsage;
    const plain = facts.plainLimitOf(node) ?? load;
    if (node.enforcement === "hard" && load > plain && load <= (node.usageLimit ?? load)) {
      sad["spend granted by an exception alone"] += 1;
    }
    if (node.enforcement === "soft" && node.exceedsLimit) sad["spend granted beyond a soft limit"] += 1;
  }
}

export function countDenial({ facts, sad, customerId }: Counting, decision: Decision): void {
  sad["spend denied"] += 1;
  const { accessDeniedReason: reason } = decision;
  if (reason === "AllocationExceeded") sad["spend denied by what is set aside"] += 1;
  if (reason === "OverageLimitExceeded") sad["spend denied beyond all that a soft limit lets pass"] += 1;
  const isOver = governed(decision).some(
    (node) =>
      node.enforcement === "hard" &&
      node.currentUsage + node.heldUsage > (node.usageLimit ?? 0) &&
      facts.wasRaised(customerId, node.entityId),
  );
  if (isOver) sad["spend denied where an exception has ended"] += 1;
}
