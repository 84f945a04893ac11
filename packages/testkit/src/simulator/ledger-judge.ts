// The ledger judge: reads a disk's records in order and judges every prefix of the ledger: ceilings, and lives of reservations.
import type { LedgerEntry } from "@purser/core";
import { CeilingJudge } from "./ceiling-judge.ts";
import type { DiskRecord } from "./ledger-facts.ts";
import { ReservationJudge } from "./reservation-judge.ts";

export class LedgerJudge {
  readonly reservations = new ReservationJudge();
  readonly ceilings = new CeilingJudge();
  readonly #judged: WeakSet<object>;
  #read = 0;
  #head = 0;

  /** `judged`: writes that an earlier judge of this disk has judged; what stood before them then stands before them now. */
  constructor(judged: WeakSet<object>) {
    this.#judged = judged;
  }

  /** Takes in what is new; a disk that lost records after a crash needs a new judge. */
  read(records: readonly DiskRecord[]): void {
    for (; this.#read < records.length; this.#read += 1) {
      const record = records[this.#read];
      if (record?.kind === "transaction") this.#take(record.transaction);
    }
  }

  #take(transaction: Extract<DiskRecord, { kind: "transaction" }>["transaction"]): void {
    for (const change of transaction.changes) this.ceilings.note(change);
    const entries = transaction.entries.map((entry, index) => ({ ...entry, sequence: this.#head + index + 1 }));
    this.#head += entries.length;
    const isNew = !this.#judged.has(transaction);
    for (const step of stepsOf(entries)) this.ceilings.step(step, isNew);
    for (const entry of entries) this.reservations.append(entry);
    for (const { after } of transaction.reservations) this.reservations.change(after);
    this.reservations.judgeAll();
    this.#judged.add(transaction);
  }
}

/** Each entry by itself, the two sides of a split together: first what it opens, then what that is taken from. */
function* stepsOf(entries: readonly LedgerEntry[]): Iterable<readonly LedgerEntry[]> {
  let split: LedgerEntry[] = [];
  for (const entry of entries) {
    const isOfSplit = entry.kind === "split";
    const isOver = !isOfSplit || ((split.at(-1)?.hold ?? 0) < 0 && entry.hold > 0);
    if (isOver && split.length > 0) {
      yield split;
      split = [];
    }
    if (isOfSplit) split.push(entry);
    else yield [entry];
  }
  if (split.length > 0) yield split;
}
