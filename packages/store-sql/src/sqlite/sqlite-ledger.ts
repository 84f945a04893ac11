// The ledger on SQLite: commits on the writing thread, reads on the reading one, flat arrays in between.
import type { LedgerEntry, Reservation } from "@purser/core";
import type {
  CommitOutcome,
  CounterFigure,
  CounterKey,
  DenialFilter,
  DenialRecord,
  EntryFilter,
  Ledger,
  ReservationFilter,
  ScanRange,
  Transaction,
} from "@purser/service";
import { type PackedEntries, unpackEntries } from "../packed-entries.ts";
import { type PackedReservations, unpackReservations } from "../packed-reservations.ts";
import {
  AMOUNT_NUMBERS,
  amountsAt,
  FIGURE_NUMBERS,
  KEY_NUMBERS,
  type Numbers,
  type PackedOutcome,
  packKeys,
  packTransaction,
  unpackFigures,
  unpackOutcome,
} from "../packed-transaction.ts";
import type { ThreadCalls } from "./thread-calls.ts";

/** Newest figures stand with the writing thread; the reading one sees them when they are folded. */
export class SqliteLedger implements Ledger {
  readonly #writer: ThreadCalls;
  readonly #reader: ThreadCalls;

  constructor(writer: ThreadCalls, reader: ThreadCalls) {
    this.#writer = writer;
    this.#reader = reader;
  }

  async commit(transaction: Transaction): Promise<CommitOutcome> {
    return unpackOutcome(await this.#writer.call<PackedOutcome>("commit", packTransaction(transaction)));
  }

  async entries(filter: EntryFilter): Promise<readonly LedgerEntry[]> {
    return unpackEntries(await this.#reader.call<PackedEntries>("entries", filter));
  }

  async entryWithCorrections(sequence: number): Promise<readonly LedgerEntry[]> {
    return unpackEntries(await this.#reader.call<PackedEntries>("entryWithCorrections", sequence));
  }

  async *scan({ customer, after, until }: ScanRange): AsyncIterable<readonly LedgerEntry[]> {
    for (let from = after; from < until; ) {
      const slice = unpackEntries(await this.#reader.call<PackedEntries>("scan", { customer, after: from, until }));
      const last = slice.at(-1);
      if (last === undefined) return;
      yield slice;
      from = last.sequence;
    }
  }

  sequenceBefore(instant: number): Promise<number> {
    return this.#reader.call<number>("sequenceBefore", instant);
  }

  async counters(keys: readonly CounterKey[]): Promise<readonly CounterFigure[]> {
    const figures = await this.#writer.call<Numbers>("counters", packKeys(keys));
    return keys.map(({ assignment, entity, periodStart }, index) => ({
      assignment,
      entity,
      periodStart,
      ...amountsAt(figures, index * AMOUNT_NUMBERS),
    }));
  }

  async *allCounters(): AsyncIterable<readonly CounterFigure[]> {
    await this.#writer.call("fold", null);
    let after: readonly number[] = [];
    let next = this.#reader.call<Numbers>("counterSlice", after);
    for (let slice = await next; slice.length > 0; slice = await next) {
      const last = slice.length - FIGURE_NUMBERS;
      after = [...slice.subarray(last, last + KEY_NUMBERS)];
      // The next slice is read while this one is used.
      next = this.#reader.call<Numbers>("counterSlice", after);
      // Whoever stops early never awaits it, and its refusal then is nobody's.
      next.catch(() => {});
      yield unpackFigures(slice);
    }
  }

  denials(filter: DenialFilter): Promise<readonly DenialRecord[]> {
    return this.#reader.call<DenialRecord[]>("denials", filter);
  }

  async *openReservations(): AsyncIterable<readonly Reservation[]> {
    for (let after = 0; ; ) {
      const slice = await this.#reservations("openReservations", after);
      const last = slice.at(-1);
      if (last === undefined) return;
      yield slice;
      after = last.number;
    }
  }

  async reservation(number: number): Promise<Reservation | null> {
    return (await this.#reservations("reservation", number))[0] ?? null;
  }

  reservations(filter: ReservationFilter): Promise<readonly Reservation[]> {
    return this.#reservations("reservations", filter);
  }

  async #reservations(call: string, input: unknown): Promise<readonly Reservation[]> {
    return unpackReservations(await this.#reader.call<PackedReservations>(call, input));
  }
}
