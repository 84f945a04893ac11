// Transaction paths: which of the sad paths a transaction and its outcome have gone.
import type { CommitOutcome, Transaction } from "@purser/service";
import type { SadCounts } from "./sad-paths.ts";

const HOUR = 3_600_000;
/** The shortest usage period of the run's cadences. */
const PERIOD = 6 * HOUR;

export function countTransaction(sad: SadCounts, transaction: Transaction, outcome: CommitOutcome): void {
  if (outcome.kind === "claimed") {
    sad["claimed key planned again"] += 1;
    const isDenied = outcome.taken.some(({ claim }) => transaction.keys[claim]?.entryCount === 0);
    if (isDenied) sad["denied key found recorded"] += 1;
  }
  if (outcome.kind === "refused") {
    sad["refused move planned again"] += 1;
    const { loadMost = null, expected = null } = transaction.moves[outcome.move] ?? {};
    const { used, held, uncarved, excess } = outcome.amounts;
    if (loadMost !== null && used + held > loadMost) sad["grant refused by the ledger's ceiling"] += 1;
    const isOther = expected !== null && (expected.uncarved !== uncarved || expected.excess !== excess);
    if (isOther) sad["plan refused by figures of carved budgets"] += 1;
  }
  if (outcome.kind === "committed" && transaction.entries.length > 0) countCommitted(sad, transaction);
}

function countCommitted(sad: SadCounts, { entries, keys, reservations }: Transaction): void {
  const requests = new Set(entries.map(({ metadata }) => metadata?.request));
  if (requests.size > 1) sad["several requests in one transaction"] += 1;
  const isGranting = entries.some(({ kind }) => kind === "consume" || kind === "hold");
  if (isGranting && keys.some(({ entryCount }) => entryCount === 0)) {
    sad["denied beside a grant of the same transaction"] += 1;
  }
  const steps = new Set(entries.map(({ reservation, kind }) => `${reservation} ${kind}`));
  const touched = [...steps].filter((step) => !step.startsWith("0 ")).length;
  if (touched > reservations.length) sad["reservation changed twice in one transaction"] += 1;
  if (entries.some(({ kind }) => kind === "expire")) sad["hold expired"] += 1;
  if (reservations.some(({ before, after }) => after.isLate && before?.isLate !== true))
    sad["commit after the end"] += 1;
  const isPast = entries.some(
    ({ kind, timestamp, recordedAt }) =>
      (kind === "extend" || kind === "commit") && Math.floor(timestamp / PERIOD) < Math.floor(recordedAt / PERIOD),
  );
  if (isPast) sad["step after its usage period"] += 1;
}
