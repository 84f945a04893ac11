// Refusals of the memory store: why a transaction cannot be written, judged before anything of it is.
import { AMOUNT_MAX, assert } from "@purser/core";
import type { CommitOutcome, KeyClaim, TakenKey, Transaction } from "@purser/service";
import { keyText, type MemoryState } from "./memory-state.ts";

type Refusal = Exclude<CommitOutcome, { readonly kind: "committed" }>;

/** The outcome of a transaction that is refused, null for one that may be written. */
export function refusalOf(state: MemoryState, transaction: Transaction): Refusal | null {
  assertFits(state, transaction);
  const taken = transaction.keys.flatMap((claim, index) => takenBy(state, claim, index));
  return taken.length > 0 ? { kind: "claimed", taken } : outOfRange(state, transaction);
}

function takenBy(state: MemoryState, claim: KeyClaim, index: number): readonly TakenKey[] {
  const kept = state.keys.get(keyText(claim.customer, claim.hash));
  if (kept === undefined) return [];
  const first = kept.firstSequence - 1;
  return [{ claim: index, content: kept.content, entries: state.entries.slice(first, first + kept.entryCount) }];
}

function outOfRange(state: MemoryState, transaction: Transaction): Refusal | null {
  for (const [move, { use, hold, ...key }] of transaction.moves.entries()) {
    const { used, held } = state.counter(key);
    const most = Math.max(Math.abs(used + use), Math.abs(held + hold));
    if (most > AMOUNT_MAX) return { kind: "outOfRange", move, used, held };
  }
  return null;
}

/** What a plan made on the newest catalog cannot get wrong; a store with constraints refuses it, so this one must too. */
function assertFits(state: MemoryState, transaction: Transaction): void {
  const { changes, entries, firstEntries, keys } = transaction;
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
}
