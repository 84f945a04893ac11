// Event content: the normal form that tells a repeat of an idempotency key from another event under it (R21).
import type { Capability } from "./capability.ts";
import type { UsageEvent } from "./usage-event.ts";

/** Equal texts mean equal content: operation and fields as sent, amounts as counted, keys and ids in order. */
export function contentOf(
  operation: "ingest",
  event: UsageEvent,
  measured: readonly { readonly capability: Capability; readonly amount: number }[],
): string {
  const items = measured.map(({ capability, amount }) => [capability.id, amount] as const).sort(byFirst);
  return JSON.stringify([
    operation,
    items,
    // A field left out stays left out: one item is not the same as the two fields beside each other.
    event.items !== undefined,
    event.dimensions === undefined ? null : Object.entries(event.dimensions).sort(byFirst),
    event.entityIds === undefined ? null : [...event.entityIds].sort(),
    event.timestamp ?? null,
    event.metadata === undefined ? null : Object.entries(event.metadata).sort(byFirst),
    event.strict ?? null,
    event.correctsEntryId ?? null,
  ]);
}

function byFirst(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  if (a[0] === b[0]) return 0;
  return a[0] < b[0] ? -1 : 1;
}
