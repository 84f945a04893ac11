// The memory ledger: the ledger's promises kept with plain arrays and maps, for tests and the simulator.
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
import { frozenCopy } from "./frozen-clone.ts";
import { refusalOf } from "./memory-refusal.ts";
import type { MemorySession } from "./memory-session.ts";

/** Small, so that tests of a few entries meet more than one slice. */
const SLICE = 100;

export class MemoryLedger implements Ledger {
  readonly #session: MemorySession;

  constructor(session: MemorySession) {
    this.#session = session;
  }

  async commit(asked: Transaction): Promise<CommitOutcome> {
    const transaction = frozenCopy(asked);
    const { state } = this.#session;
    return this.#session.alone(async () => {
      await this.#session.pass("commit");
      const refusal = refusalOf(state, transaction);
      if (refusal !== null) return refusal;
      await this.#session.persist({ kind: "transaction", transaction });
      const moved = transaction.moves.map((move) => {
        const { used, held, uncarved, excess } = state.counter(move);
        return { used, held, uncarved, excess };
      });
      return { kind: "committed", head: state.head, moved };
    });
  }

  async entries(filter: EntryFilter): Promise<readonly LedgerEntry[]> {
    await this.#session.pass("entries");
    const found: LedgerEntry[] = [];
    const { entries } = this.#session.state;
    for (let sequence = filter.after + 1; sequence <= entries.length && found.length < filter.limit; sequence += 1) {
      const entry = entries[sequence - 1];
      if (entry !== undefined && matches(entry, filter)) found.push(entry);
    }
    return found;
  }

  async entryWithCorrections(sequence: number): Promise<readonly LedgerEntry[]> {
    await this.#session.pass("entryWithCorrections");
    const { entries, corrections } = this.#session.state;
    const entry = entries[sequence - 1];
    return entry === undefined ? [] : [entry, ...(corrections.get(sequence) ?? [])];
  }

  async *scan({ customer, after, until }: ScanRange): AsyncIterable<readonly LedgerEntry[]> {
    for (let from = after; from < until; from += SLICE) {
      await this.#session.pass("scan");
      const slice = this.#session.state.entries.slice(from, Math.min(from + SLICE, until));
      const found = customer === 0 ? slice : slice.filter((entry) => entry.customer === customer);
      if (found.length > 0) yield found;
      if (slice.length === 0) return;
    }
  }

  async sequenceBefore(instant: number): Promise<number> {
    await this.#session.pass("sequenceBefore");
    const at = this.#session.state.latestRecordedAt.findIndex((recordedAt) => recordedAt >= instant);
    return at < 0 ? this.#session.state.head : at;
  }

  async counters(keys: readonly CounterKey[]): Promise<readonly CounterFigure[]> {
    await this.#session.pass("counters");
    return keys.map((key) => this.#session.state.counter(key));
  }

  async *allCounters(): AsyncIterable<readonly CounterFigure[]> {
    await this.#session.pass("allCounters");
    const figures = [...this.#session.state.counters.values()];
    for (let from = 0; from < figures.length; from += SLICE) {
      if (from > 0) await this.#session.pass("allCounters");
      yield figures.slice(from, from + SLICE);
    }
  }

  async denials(filter: DenialFilter): Promise<readonly DenialRecord[]> {
    await this.#session.pass("denials");
    const { customer, entity, capability } = filter;
    return [...this.#session.state.denials.values()].filter(
      (record) =>
        record.customer === customer &&
        (entity === null || record.entity === entity) &&
        (capability === null || record.capability === capability),
    );
  }

  async *openReservations(): AsyncIterable<readonly Reservation[]> {
    await this.#session.pass("openReservations");
    const open = this.#byNumber().filter(({ state }) => state === "open");
    for (let from = 0; from < open.length; from += SLICE) yield open.slice(from, from + SLICE);
  }

  async reservation(number: number): Promise<Reservation | null> {
    await this.#session.pass("reservation");
    return this.#session.state.reservations.get(number) ?? null;
  }

  async reservations(filter: ReservationFilter): Promise<readonly Reservation[]> {
    await this.#session.pass("reservations");
    const { customer, state, entity, after, limit } = filter;
    return this.#byNumber()
      .filter(
        (row) =>
          row.customer === customer &&
          row.number > after &&
          (state === null || row.state === state) &&
          (entity === null || row.resolved.includes(entity)),
      )
      .slice(0, limit);
  }

  #byNumber(): Reservation[] {
    return [...this.#session.state.reservations.values()].sort((a, b) => a.number - b.number);
  }
}

function matches(entry: LedgerEntry, filter: EntryFilter): boolean {
  return (
    entry.customer === filter.customer &&
    (filter.entity === null || entry.resolved.includes(filter.entity)) &&
    (filter.capability === null || entry.capability === filter.capability) &&
    (filter.kind === null || entry.kind === filter.kind) &&
    (filter.from === null || entry.timestamp >= filter.from) &&
    (filter.to === null || entry.timestamp < filter.to)
  );
}
