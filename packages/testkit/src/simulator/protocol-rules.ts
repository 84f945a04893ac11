// Protocol rules: each can be turned off here, by wrapping the stores, to see that the simulator would notice (page 3).
import type { Reservation } from "@purser/core";
import type { CounterFigure, Counters, Ledger, TakenKey, Transaction } from "@purser/service";

export interface ProtocolRules {
  readonly syncBeforeAcknowledge: boolean;
  readonly keysInTransaction: boolean;
  readonly oneTransaction: boolean;
  readonly settleAfterCommit: boolean;
  readonly rebuildAtStart: boolean;
  /** The ledger holds every grant to the load that its counters may have had before (R26). */
  readonly ceilingsInLedger: boolean;
  /** What a plan takes budgets to need that are carved out of others is what the ledger has (R34). */
  readonly carvedFiguresInLedger: boolean;
  /** The key of a denied request is looked up in its transaction, before the denial stands (R21). */
  readonly keysBeforeDenial: boolean;
  /** A plan sees what the same batch has planned before it. */
  readonly planSeesBatch: boolean;
  /** A reservation's row changes in the transaction of its entries. */
  readonly reservationsInTransaction: boolean;
  /** Holds that are open in the ledger are known after a start, so that they expire. */
  readonly reservationsAtStart: boolean;
  /** What a batch did to reservations is known before the next batch is planned. */
  readonly reservationsInTurn: boolean;
}

export type RuleName = keyof ProtocolRules;

export const ALL_RULES: ProtocolRules = {
  syncBeforeAcknowledge: true,
  keysInTransaction: true,
  oneTransaction: true,
  settleAfterCommit: true,
  rebuildAtStart: true,
  ceilingsInLedger: true,
  carvedFiguresInLedger: true,
  keysBeforeDenial: true,
  planSeesBatch: true,
  reservationsInTransaction: true,
  reservationsAtStart: true,
  reservationsInTurn: true,
};

export const RULE_NAMES = Object.keys(ALL_RULES) as RuleName[];

/** Keys as a store of their own would keep them: durable, but not in the transaction of their entries. */
export type SeparateKeys = Map<string, Omit<TakenKey, "claim">>;

export interface Wrapping {
  readonly rules: ProtocolRules;
  readonly keys: SeparateKeys;
  readonly counters: Counters;
  pass(): Promise<void>;
}

export function wrapLedger(ledger: Ledger, wrapping: Wrapping): Ledger {
  const { rules, counters } = wrapping;
  let commit: Ledger["commit"] = (transaction) => ledger.commit(transaction);
  if (!rules.ceilingsInLedger) commit = unguarded(commit);
  if (!rules.carvedFiguresInLedger) commit = unexpecting(commit);
  if (!rules.keysBeforeDenial) commit = unprobed(commit);
  if (!rules.reservationsInTransaction) commit = reservingApart(commit, wrapping);
  if (!rules.oneTransaction) commit = tearing(commit);
  if (!rules.keysInTransaction) commit = claimingApart(commit, wrapping);
  if (!rules.settleAfterCommit) commit = settlingEarly(commit, counters);
  return {
    commit,
    entries: (filter) => ledger.entries(filter),
    entryWithCorrections: (sequence) => ledger.entryWithCorrections(sequence),
    scan: (range) => ledger.scan(range),
    sequenceBefore: (instant) => ledger.sequenceBefore(instant),
    counters: (keys) => ledger.counters(keys),
    allCounters: () => ledger.allCounters(),
    denials: (filter) => ledger.denials(filter),
    openReservations: () => ledger.openReservations(),
    reservation: (number) => ledger.reservation(number),
    reservations: (filter) => ledger.reservations(filter),
  };
}

/** `ceilingsInLedger` off: whatever the plan has granted is written. */
const unguarded =
  (commit: Commit): Commit =>
  (transaction) =>
    commit({ ...transaction, moves: transaction.moves.map((move) => ({ ...move, loadMost: null })) });

/** `carvedFiguresInLedger` off: whatever the plan has taken for what is carved is written on. */
const unexpecting =
  (commit: Commit): Commit =>
  (transaction) =>
    commit({ ...transaction, moves: transaction.moves.map((move) => ({ ...move, expected: null })) });

/** `keysBeforeDenial` off: only the keys of what is written are looked up. */
const unprobed =
  (commit: Commit): Commit =>
  (transaction) =>
    commit({ ...transaction, keys: transaction.keys.filter(({ entryCount }) => entryCount > 0) });

/** `reservationsInTransaction` off: entries first, the rows of the reservations in a transaction of their own. */
function reservingApart(commit: Commit, { pass }: Wrapping): Commit {
  return async (transaction) => {
    const { reservations } = transaction;
    const outcome = await commit({ ...transaction, reservations: [] });
    if (outcome.kind !== "committed" || reservations.length === 0) return outcome;
    await pass();
    await commit({ ...transaction, ...NO_FACTS, moves: [], reservations });
    return outcome;
  };
}

/** `reservationsAtStart` off. */
export async function* noReservations(): AsyncIterable<readonly Reservation[]> {}

/** `rebuildAtStart` off: the live counters begin empty. */
export async function* noCounters(): AsyncIterable<readonly CounterFigure[]> {}

type Commit = Ledger["commit"];

/** `oneTransaction` off: entries first, the counters that they move in a transaction of their own. */
function tearing(commit: Commit): Commit {
  return async (transaction) => {
    const outcome = await commit({ ...transaction, moves: [] });
    if (outcome.kind !== "committed" || transaction.moves.length === 0) return outcome;
    const moved = await commit({ ...transaction, ...NO_FACTS });
    return moved.kind === "committed" ? moved : outcome;
  };
}

const NO_FACTS: Omit<Transaction, "at" | "actor" | "moves"> = {
  changes: [],
  keys: [],
  entries: [],
  reservations: [],
  firstEntries: [],
  dropped: [],
  figures: [],
  denials: [],
};

/** `keysInTransaction` off: keys are claimed once their entries are durable. */
function claimingApart(commit: Commit, { keys, pass }: Wrapping): Commit {
  return async (transaction) => {
    const taken = transaction.keys.flatMap(({ customer, hash }, claim) => {
      const kept = keys.get(`${customer} ${hash}`);
      return kept === undefined ? [] : [{ claim, ...kept }];
    });
    if (taken.length > 0) return { kind: "claimed", taken };
    const outcome = await commit({ ...transaction, keys: [] });
    if (outcome.kind !== "committed" || transaction.keys.length === 0) return outcome;
    await pass();
    const first = outcome.head - transaction.entries.length + 1;
    const entries = transaction.entries.map((entry, index) => ({ ...entry, sequence: first + index }));
    for (const { customer, hash, content, firstEntry, entryCount } of transaction.keys) {
      if (entryCount === 0) continue;
      keys.set(`${customer} ${hash}`, { content, entries: entries.slice(firstEntry, firstEntry + entryCount) });
    }
    return outcome;
  };
}

/** `settleAfterCommit` off: the live counters have the moves before the ledger has the entries. */
function settlingEarly(commit: Commit, counters: Counters): Commit {
  return (transaction) => {
    const standing = [...counters.all()];
    const figures = transaction.moves.flatMap((move) => {
      const figure = standing.find((one) => isSame(one, move));
      return figure === undefined ? [] : [movedFigure(figure, move)];
    });
    counters.settle(figures, transaction.at);
    return commit(transaction);
  };
}

const movedFigure = (figure: CounterFigure, move: Transaction["moves"][number]): CounterFigure => ({
  ...figure,
  used: figure.used + move.use,
  held: figure.held + move.hold,
  uncarved: figure.uncarved + move.uncarved,
  excess: figure.excess + move.excess,
});

const isSame = (one: CounterFigure, other: Transaction["moves"][number]): boolean =>
  one.assignment === other.assignment && one.entity === other.entity && one.periodStart === other.periodStart;
