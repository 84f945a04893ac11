// The raw ledger: the same entry, key and counter rows written by prepared statements and nothing else, durable at commit.
import { DatabaseSync, type StatementSync } from "node:sqlite";

export interface RawEntry {
  readonly customer: number;
  readonly use: number;
  readonly timestamp: number;
  readonly resolved: Uint8Array;
  readonly dimensions: string;
  readonly key: string;
  /** null for an entry that stands under no key. */
  readonly hash: Uint8Array | null;
  readonly content: Uint8Array;
}

/** Assignment, entity, start of the period, use. */
export type RawMove = readonly [number, number, number, number];

export interface RawBatch {
  readonly entries: readonly RawEntry[];
  readonly moves: readonly RawMove[];
}

/** The settings of the store's own writing connection. */
const PRAGMAS = [
  "journal_mode = wal",
  "synchronous = full",
  "foreign_keys = on",
  "wal_autocheckpoint = 4000",
  "cache_size = -65536",
];

const APPEND = `insert into ledger_entry (sequence, customer, capability, kind, use, hold, timestamp, recorded_at,
  resolved, dimensions, named, metadata, corrects, idempotency_key) values (?, ?, 1, 1, ?, 0, ?, ?, ?, ?, null, null, null, ?)`;
const CLAIM =
  "insert into idempotency_key (customer, hash, content, first_sequence, entry_count) values (?, ?, ?, ?, 1)";
const MOVE = `insert into counter (assignment, entity, period_start, used, held, uncarved, excess)
  values (?, ?, ?, ?, 0, 0, 0)
  on conflict (assignment, entity, period_start) do update set used = used + excluded.used`;

export class RawLedger {
  readonly #database: DatabaseSync;
  readonly #append: StatementSync;
  readonly #claim: StatementSync;
  readonly #move: StatementSync;
  #head: number;

  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    for (const pragma of PRAGMAS) this.#database.exec(`pragma ${pragma}`);
    this.#append = this.#database.prepare(APPEND);
    this.#claim = this.#database.prepare(CLAIM);
    this.#move = this.#database.prepare(MOVE);
    const head = this.#database.prepare("select max(sequence) as head from ledger_entry").get();
    this.#head = Number(head?.head ?? 0);
  }

  /** One transaction. */
  write(batch: RawBatch): void {
    this.#database.exec("begin immediate");
    for (const entry of batch.entries) {
      this.#head += 1;
      const { customer, use, timestamp, resolved, dimensions, key } = entry;
      this.#append.run(this.#head, customer, use, timestamp, timestamp, resolved, dimensions, key);
      if (entry.hash !== null) this.#claim.run(customer, entry.hash, entry.content, this.#head);
    }
    for (const move of batch.moves) this.#move.run(...move);
    this.#database.exec("commit");
  }

  close(): void {
    this.#database.close();
  }
}
