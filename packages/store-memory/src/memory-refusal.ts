// Refusals of the memory store: why a transaction cannot be written, judged before anything of it is.
import { AMOUNT_MAX, assert, type CounterAmounts, type ReservationState } from "@purser/core";
import type { CommitOutcome, KeyClaim, ReservationChange, TakenKey, Transaction } from "@purser/service";
import { counterText, keyText, type MemoryState } from "./memory-state.ts";

type Refusal = Exclude<CommitOutcome, { readonly kind: "committed" }>;

/** The outcome of a transaction that is refused, null for one that may be written. */
export function refusalOf(state: MemoryState, transaction: Transaction): Refusal | null {
  assertFits(state, transaction);
  const taken = transaction.keys.flatMap((claim, index) => takenBy(state, claim, index));
  return taken.length > 0 ? { kind: "claimed", taken } : refusedMove(state, transaction);
}

function takenBy(state: MemoryState, claim: KeyClaim, index: number): readonly TakenKey[] {
  const kept = state.keys.get(keyText(claim.customer, claim.hash));
  if (kept === undefined) return [];
  const first = kept.firstSequence - 1;
  return [{ claim: index, content: kept.content, entries: state.entries.slice(first, first + kept.entryCount) }];
}

/** Load and figures are judged as they were before, the range with what earlier moves of the transaction make of the counter. */
function refusedMove(state: MemoryState, transaction: Transaction): Refusal | null {
  const moved = new Map<string, readonly [use: number, hold: number]>();
  for (const [move, { use, hold, loadMost, expected, ...key }] of transaction.moves.entries()) {
    const { used, held, uncarved, excess } = state.counter(key);
    const amounts = { used, held, uncarved, excess };
    const refused = { kind: "refused" as const, move, amounts };
    if (loadMost !== null && used + held > loadMost) return refused;
    if (expected !== null && !isSame(expected, amounts)) return refused;
    const [before, holdBefore] = moved.get(counterText(key)) ?? [0, 0];
    const sums = [before + use, holdBefore + hold] as const;
    if (Math.max(Math.abs(used + sums[0]), Math.abs(held + sums[1])) > AMOUNT_MAX) return refused;
    moved.set(counterText(key), sums);
  }
  return null;
}

const isSame = (a: CounterAmounts, b: CounterAmounts): boolean =>
  a.used === b.used && a.held === b.held && a.uncarved === b.uncarved && a.excess === b.excess;

/** What a plan made on the newest catalog cannot get wrong; a store with constraints refuses it, so this one must too. */
function assertFits(state: MemoryState, transaction: Transaction): void {
  const { changes, entries, firstEntries, keys, reservations } = transaction;
  for (const { firstEntry, entryCount } of keys) {
    assert(entryCount === 0 || firstEntry + entryCount <= entries.length, "a claim names entries of its transaction");
  }
  for (const [, index] of firstEntries) assert(index < entries.length, "a first entry is one of the transaction");
  const claims = keys.filter(({ entryCount }) => entryCount > 0).map(({ customer, hash }) => keyText(customer, hash));
  assert(new Set(claims).size === claims.length, "a transaction claims a key once");
  const made = new Set<string>();
  for (const { kind, before, after } of changes) {
    const number = (before ?? after)?.number ?? 0;
    const isThere = state.catalog[kind].has(number) || made.has(`${kind} ${number}`);
    assert(isThere === (before !== null), before === null ? "what is new was not there" : "what changes is there");
    made.add(`${kind} ${number}`);
  }
  assertReservationsFit(state, reservations);
}

function assertReservationsFit(state: MemoryState, changes: readonly ReservationChange[]): void {
  const made = new Map<number, ReservationState>();
  for (const { before, after } of changes) {
    const standing = made.get(after.number) ?? state.reservations.get(after.number)?.state ?? null;
    assert(standing === (before?.state ?? null), "a reservation that changes is as it was, a new one was not there");
    made.set(after.number, after.state);
  }
}
