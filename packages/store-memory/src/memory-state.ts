// The memory state: everything that a store knows, as a pure function of the records that its disk kept, in order.
import {
  CATALOG_KINDS,
  type CatalogChange,
  type CatalogKind,
  type CatalogRows,
  type Erasure,
  isTold,
  type LedgerEntry,
  NO_AMOUNTS,
  type Reservation,
} from "@purser/core";
import type {
  AuditEntry,
  CounterFigure,
  CounterKey,
  DenialRecord,
  Repair,
  ReservationChange,
  Transaction,
} from "@purser/service";
import { erasedEntry, erasedHistory, erasedRecord, erasedReservation, erasedRow } from "./erased-rows.ts";
import type { DiskRecord } from "./memory-disk.ts";

export interface KeptKey {
  readonly content: string;
  readonly firstSequence: number;
  readonly entryCount: number;
}

export const keyText = (customer: number, hash: string): string => `${customer} ${hash}`;
export const counterText = (key: CounterKey): string => `${key.assignment} ${key.entity} ${key.periodStart}`;

type CatalogTables = { readonly [Kind in CatalogKind]: Map<number, CatalogRows[Kind]> };

export class MemoryState {
  /** The entry of sequence n stands at n - 1. */
  readonly entries: LedgerEntry[] = [];
  /** The latest recording time up to each entry: customers' times are in order, those of all together need not be. */
  readonly latestRecordedAt: number[] = [];
  readonly corrections = new Map<number, LedgerEntry[]>();
  readonly keys = new Map<string, KeptKey>();
  readonly counters = new Map<string, CounterFigure>();
  readonly denials = new Map<string, DenialRecord>();
  /** By number, which is their order too. */
  readonly reservations = new Map<number, Reservation>();
  readonly catalog = Object.fromEntries(CATALOG_KINDS.map((kind) => [kind, new Map()])) as unknown as CatalogTables;
  readonly audit: AuditEntry[] = [];
  readonly lastRecorded = new Map<number, number>();
  readonly firstEntries = new Map<number, number>();
  /** Deleted ones included. */
  lastAssignment = 0;
  lastReservation = 0;
  readonly secrets = new Map<string, string>();

  get head(): number {
    return this.entries.length;
  }

  counter(key: CounterKey): CounterFigure {
    const { assignment, entity, periodStart } = key;
    return this.counters.get(counterText(key)) ?? Object.freeze({ assignment, entity, periodStart, ...NO_AMOUNTS });
  }

  apply(record: DiskRecord): void {
    if (record.kind === "secret") this.secrets.set(record.name, record.value);
    else this.#applyTransaction(record.transaction);
  }

  #applyTransaction(transaction: Transaction): void {
    const position = this.head;
    for (const key of transaction.keys) {
      if (key.entryCount === 0) continue;
      const { content, entryCount, firstEntry } = key;
      this.keys.set(keyText(key.customer, key.hash), { content, entryCount, firstSequence: position + 1 + firstEntry });
    }
    for (const erasure of transaction.erased ?? []) this.#erase(erasure);
    for (const change of transaction.changes) this.#change(change, { ...transaction, position });
    if (transaction.repair !== undefined) this.#tellRepair(transaction.repair, { ...transaction, position });
    for (const entry of transaction.entries) this.#append({ ...entry, sequence: this.head + 1 });
    for (const [entity, index] of transaction.firstEntries) this.firstEntries.set(entity, position + 1 + index);
    for (const change of transaction.reservations) this.#reserve(change);
    this.#count(transaction);
    for (const denial of transaction.denials) this.denials.set(`${denial.customer} ${counterText(denial)}`, denial);
  }

  #erase(erasure: Erasure): void {
    for (const [at, entry] of this.audit.entries()) this.audit[at] = erasedHistory(entry, erasure);
    for (const [at, entry] of this.entries.entries()) this.entries[at] = erasedEntry(entry, erasure);
    for (const corrections of this.corrections.values()) {
      for (const [at, entry] of corrections.entries()) corrections[at] = erasedEntry(entry, erasure);
    }
    for (const [number, row] of this.reservations) this.reservations.set(number, erasedReservation(row, erasure));
    const { exception, limitRequest } = this.catalog;
    for (const [number, row] of exception) exception.set(number, erasedRow(row, erasure));
    for (const [number, row] of limitRequest) limitRequest.set(number, erasedRow(row, erasure));
    for (const [text, record] of this.denials) this.denials.set(text, erasedRecord(record, erasure));
  }

  /** What it opened with stands for good: an erasure may have rewritten it since the change was planned. */
  #reserve({ after }: ReservationChange): void {
    const { state, items, expiresAt, isLate, commitContent } = after;
    const standing = this.reservations.get(after.number) ?? after;
    this.lastReservation = Math.max(this.lastReservation, after.number);
    this.reservations.set(after.number, Object.freeze({ ...standing, state, items, expiresAt, isLate, commitContent }));
  }

  #append(row: LedgerEntry): void {
    const entry = Object.freeze(row);
    this.entries.push(entry);
    this.latestRecordedAt.push(Math.max(this.latestRecordedAt.at(-1) ?? Number.NEGATIVE_INFINITY, entry.recordedAt));
    this.lastRecorded.set(entry.customer, entry.recordedAt);
    if (entry.corrects === 0) return;
    const standing = this.corrections.get(entry.corrects);
    if (standing === undefined) this.corrections.set(entry.corrects, [entry]);
    else standing.push(entry);
  }

  #change(
    change: CatalogChange,
    when: { readonly at: number; readonly actor: string; readonly position: number },
  ): void {
    const { at, actor, position } = when;
    const rows: Map<number, unknown> = this.catalog[change.kind];
    if (change.kind === "assignment") this.lastAssignment = Math.max(this.lastAssignment, numberOf(change));
    if (change.after !== null) rows.set(change.after.number, change.after);
    else if (change.before !== null) rows.delete(change.before.number);
    if (!isTold(change)) return;
    const number = this.audit.length + 1;
    this.audit.push(Object.freeze({ number, at, position, actor, ...this.#placeOf(change), change }));
  }

  #tellRepair(
    { environment, before, after }: Repair,
    when: { readonly at: number; readonly actor: string; readonly position: number },
  ): void {
    const { at, actor, position } = when;
    const change = { kind: "repair" as const, before, after };
    const number = this.audit.length + 1;
    this.audit.push(Object.freeze({ number, at, position, actor, environment, customer: 0, change }));
  }

  #placeOf(change: CatalogChange): { environment: number; customer: number } {
    const { kind } = change;
    if (kind === "environment") return { environment: numberOf(change), customer: 0 };
    const row = change.after ?? change.before;
    if (kind === "customer") return { environment: change.after?.environment ?? 0, customer: numberOf(change) };
    const customer = row !== null && "customer" in row ? row.customer : 0;
    if (row !== null && "environment" in row) return { environment: row.environment, customer };
    return { environment: this.catalog.customer.get(customer)?.environment ?? 0, customer };
  }

  #count(transaction: Transaction): void {
    const dropped = new Set(transaction.dropped);
    if (dropped.size > 0) {
      for (const [text, { assignment }] of this.counters) if (dropped.has(assignment)) this.counters.delete(text);
    }
    for (const figure of transaction.figures) this.counters.set(counterText(figure), figure);
    for (const move of transaction.moves) {
      const { used, held, uncarved, excess, ...key } = this.counter(move);
      const moved = {
        ...key,
        used: used + move.use,
        held: held + move.hold,
        uncarved: uncarved + move.uncarved,
        excess: excess + move.excess,
      };
      this.counters.set(counterText(move), Object.freeze(moved));
    }
  }
}

const numberOf = ({ after, before }: CatalogChange): number => after?.number ?? before?.number ?? 0;
