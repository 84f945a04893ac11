// Event content: the normal form that tells a repeat of an idempotency key from another event under it (R21).
import type { Capability } from "./capability.ts";
import type { UsageEvent } from "./usage-event.ts";

interface Measured {
  readonly capability: Capability;
  readonly amount: number;
  readonly minAmount?: number | null;
}

/** What is sent under a key, besides what is used. */
export type SentFields = Pick<
  UsageEvent,
  "dimensions" | "entityIds" | "timestamp" | "metadata" | "strict" | "correctsEntryId"
> & { readonly items?: unknown };

/**
 * Equal texts mean equal content: operation and fields as sent, amounts as counted, keys and ids in order. `more` are
 * the fields that only this operation has.
 */
export function contentOf(
  operation: "ingest" | "consume" | "reserve" | "split",
  sent: { readonly fields: SentFields; readonly measured: readonly Measured[] },
  ...more: readonly (number | string | null)[]
): string {
  const { fields: event, measured } = sent;
  const items = measured
    .map(
      ({ capability, amount, minAmount }) =>
        [capability.id, amount, ...(minAmount == null ? [] : [minAmount])] as const,
    )
    .sort(byFirst);
  return JSON.stringify([
    ...more,
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

function byFirst(a: readonly [string, ...unknown[]], b: readonly [string, ...unknown[]]): number {
  if (a[0] === b[0]) return 0;
  return a[0] < b[0] ? -1 : 1;
}
