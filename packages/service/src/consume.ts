// Consume: checks and counts in one atomic step, so that parallel callers never overspend (R24).
import { entryId, type SpendItem, type SpendRequest } from "@purser/core";
import type { Engine } from "./engine.ts";
import type { Operations } from "./operation.ts";
import { spend } from "./spend.ts";

export function makeConsume(engine: Engine): Operations["consume"] {
  return async (caller, input) => {
    const { capabilityId, requestedUsage, items, ...rest } = input;
    const request: SpendRequest = {
      ...rest,
      operation: "consume",
      items: itemsOf(items ?? [{ capabilityId: capabilityId ?? "", requestedUsage: requestedUsage ?? 0 }]),
      isItemized: items !== undefined,
    };
    const { decision, entries, isDuplicate } = await spend(engine, caller, request);
    if (!decision.isGranted) return decision;
    const counted = { ...decision, ledgerEntryIds: entries.map(({ sequence }) => entryId(sequence)) };
    return isDuplicate ? { ...counted, duplicate: true } : counted;
  };
}

const itemsOf = (
  items: readonly { readonly capabilityId: string; readonly requestedUsage: number | string }[],
): SpendItem[] => items.map(({ capabilityId, requestedUsage }) => ({ capabilityId, amount: requestedUsage }));
