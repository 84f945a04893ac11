// Usage for benchmarks: checks and events of users drawn from an organisation, as requests and as the rows they become.
import { hash } from "node:crypto";
import type { RawBatch, RawEntry } from "./baseline/raw-ledger.ts";
import { CAPABILITY, monthStart, type Organisation } from "./organisation.ts";

export interface CheckBody {
  readonly capabilityId: string;
  readonly requestedUsage: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

export const checkBody = (user: number): CheckBody => ({
  capabilityId: CAPABILITY,
  requestedUsage: 1_000,
  dimensions: { userId: `user-${user}` },
});

export interface EventBody {
  readonly customerId: string;
  readonly capabilityId: string;
  readonly amount: number;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly idempotencyKey: string;
}

let made = 0;
/** Tells the keys of one process from those of another that wrote to the same ledger before. */
const STEM = Math.random().toString(36).slice(2, 10);

/** Every event has a key that was never used before. */
export const makeEvent = (organisation: Organisation, user: number): EventBody => ({
  customerId: organisation.customerId,
  capabilityId: CAPABILITY,
  amount: 1_000 + (user % 100),
  dimensions: { userId: `user-${user}` },
  idempotencyKey: `${STEM}-${++made}`,
});

const DIGEST_BYTES = 16;
const digest = (text: string): Uint8Array => hash("sha256", text, "buffer").subarray(0, DIGEST_BYTES);

/** The row that the event becomes, made outside of what is timed. */
export function rawEntry(organisation: Organisation, user: number, event: EventBody): RawEntry {
  const path = organisation.path(user);
  return {
    customer: organisation.customer,
    use: event.amount,
    timestamp: Date.now(),
    resolved: numberList(path),
    dimensions: `{"userId":${path[0]}}`,
    key: event.idempotencyKey,
    hash: digest(event.idempotencyKey),
    content: digest(`${event.idempotencyKey} content`),
  };
}

/** Entries of a transaction with the counters that they move, summed as any careful writer would. */
export function rawBatch(organisation: Organisation, users: Iterable<number>): RawBatch {
  const entries: RawEntry[] = [];
  const sums = new Map<number, [number, number, number, number]>();
  const start = monthStart(Date.now());
  for (const user of users) {
    const entry = rawEntry(organisation, user, makeEvent(organisation, user));
    entries.push(entry);
    for (const [assignment, entity] of organisation.assignmentsOn(organisation.path(user))) {
      const sum = sums.get(assignment);
      if (sum === undefined) sums.set(assignment, [assignment, entity, start, entry.use]);
      else sum[3] += entry.use;
    }
  }
  return { entries, moves: [...sums.values()] };
}

/** Seven bits to a byte, low ones first, as the ledger keeps entity numbers. */
export function numberList(numbers: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (const number of numbers) {
    let rest = number;
    for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
}
