// A writing session on SQLite: entries go to the ledger at once, keys and counters through the write backlog (decision 14).
import type { DatabaseSync } from "node:sqlite";
import { assert } from "@purser/core";
import { ENTRY_COLUMNS, entryRow } from "../entry-columns.ts";
import { entryCount, type PackedEntries } from "../packed-entries.ts";
import { type PackedReservations, reservationCount } from "../packed-reservations.ts";
import {
  AMOUNT_NUMBERS,
  CLAIM_BYTES,
  CLAIM_NUMBERS,
  DIGEST_BYTES,
  FIGURE_NUMBERS,
  KEY_NUMBERS,
  MOVE_NUMBERS,
  type Numbers,
  type PackedClaims,
} from "../packed-transaction.ts";
import { CHANGE_RESERVATION, changedRow, isOpening, OPEN_RESERVATION, openedRow } from "../reservation-columns.ts";
import type { KeptKey, WriteSession } from "../session.ts";
import { BacklogPart, keyText } from "./backlog-part.ts";
import { type CachedCounter, carvedAmounts } from "./counter-cache.ts";
import { type Amounts, amountsAfter, Expectation, isOutOfRange, isOverloaded, putAmounts } from "./moved-amounts.ts";
import { SqliteSession } from "./sqlite-session.ts";
import { STRETCH_MAX, WriteBacklog } from "./write-backlog.ts";

/** Node 22 hands an empty array on as null: an entry that resolves nothing. */
const APPEND = `insert into ledger_entry (${ENTRY_COLUMNS.join(", ")})
  values (${ENTRY_COLUMNS.map((name) => (name === "resolved" ? "coalesce(?, x'')" : "?")).join(", ")})`;
const FIND_KEY = "select content, first_sequence, entry_count from idempotency_key where customer = ? and hash = ?";
const FIND_COUNTER =
  "select used, held, uncarved, excess from counter where assignment = ? and entity = ? and period_start = ?";

export class SqliteWriteSession extends SqliteSession implements WriteSession {
  readonly #backlog: WriteBacklog;
  #part = new BacklogPart();

  constructor(database: DatabaseSync, stretchMax = STRETCH_MAX) {
    super(database);
    this.#backlog = new WriteBacklog(database, stretchMax);
  }

  begin(): void {
    this.database.exec("begin immediate");
    this.#part = new BacklogPart();
  }

  commit(): void {
    const row = this.#backlog.write(this.#part);
    this.database.exec("commit");
    this.#backlog.take(this.#part, row);
  }

  rollback(): void {
    if (this.database.isTransaction) this.database.exec("rollback");
    this.#backlog.forget(this.#part);
    this.#part = new BacklogPart();
  }

  /** Brings the tables up to date; outside of transactions only. */
  fold(): void {
    this.#backlog.fold();
  }

  counters(keys: Numbers): Numbers {
    const amounts = new Float64Array((keys.length / KEY_NUMBERS) * AMOUNT_NUMBERS);
    for (let key = 0, at = 0; key < keys.length; key += KEY_NUMBERS, at += AMOUNT_NUMBERS) {
      const place: Place = [at0(keys, key), at0(keys, key + 1), at0(keys, key + 2)];
      putAmounts(amounts, at, this.#backlog.counters.find(...place) ?? this.#row(place));
    }
    return amounts;
  }

  /** A claim of no entries only looks its key up, and doesn't meet what its own transaction claims. */
  claim(claims: PackedClaims, head: number): number[] {
    const { numbers, bytes } = claims;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
    const taken: number[] = [];
    for (let index = 0, offset = 0; offset < numbers.length; index += 1, offset += CLAIM_NUMBERS) {
      const customer = at0(numbers, offset);
      const hash = text.slice(index * CLAIM_BYTES, index * CLAIM_BYTES + DIGEST_BYTES);
      const name = keyText(customer, hash);
      if (this.#find(name, customer, hashAt(claims, index)) !== null) taken.push(index);
      const count = at0(numbers, offset + 2);
      if (count === 0) continue;
      assert(!this.#part.keys.has(name), "a transaction claims a key once");
      const content = text.slice(index * CLAIM_BYTES + DIGEST_BYTES, (index + 1) * CLAIM_BYTES);
      const first = head + 1 + at0(numbers, offset + 1);
      this.#part.keys.set(name, { customer, hash, content, first, count });
    }
    return taken;
  }

  key(claims: PackedClaims, index: number): KeptKey {
    const hash = hashAt(claims, index);
    const customer = at0(claims.numbers, index * CLAIM_NUMBERS);
    const kept = this.#find(keyText(customer, Buffer.from(hash).toString("latin1")), customer, hash);
    assert(kept !== null, "a key that is taken is there");
    return kept;
  }

  append(entries: PackedEntries, head: number): void {
    const insert = this.statement(APPEND, "objects");
    const count = entryCount(entries);
    for (let index = 0; index < count; index += 1) insert.run(...entryRow(entries, index, head + 1 + index));
  }

  mark(recorded: Numbers, entered: Numbers): void {
    this.#part.recorded = recorded;
    this.#part.entered = entered;
  }

  reserve(reservations: PackedReservations): void {
    const open = this.statement(OPEN_RESERVATION, "objects");
    const change = this.statement(CHANGE_RESERVATION, "objects");
    const count = reservationCount(reservations);
    for (let index = 0; index < count; index += 1) {
      if (isOpening(reservations, index)) open.run(...openedRow(reservations, index));
      else
        assert(change.run(...changedRow(reservations, index)).changes === 1, "a reservation that changes is as it was");
    }
  }

  /** What a counter was before the transaction decides, not what its other moves make of it. */
  move(moves: Numbers, expected: Numbers): Numbers | number {
    const moved = new Float64Array((moves.length / MOVE_NUMBERS) * AMOUNT_NUMBERS);
    const expectation = new Expectation(expected);
    for (let move = 0, offset = 0; offset < moves.length; move += 1, offset += MOVE_NUMBERS) {
      const counter = this.#counter(moves, offset);
      if (isOverloaded(counter, moves, offset) || !expectation.isMet(move, counter)) return move;
      const amounts = amountsAfter(counter, moves, offset);
      this.#stage(counter, amounts);
      if (isOutOfRange(amounts)) return move;
      putAmounts(moved, move * AMOUNT_NUMBERS, amounts);
    }
    return moved;
  }

  drop(assignments: readonly number[]): void {
    for (const assignment of assignments) {
      this.run("delete from counter where assignment = ?", [assignment]);
      this.#backlog.drop(this.#part, assignment);
    }
  }

  put(figures: Numbers): void {
    const { counters } = this.#backlog;
    for (let offset = 0; offset < figures.length; offset += FIGURE_NUMBERS) {
      const figure = figures.subarray(offset, offset + FIGURE_NUMBERS);
      const [assignment = 0, entity = 0, start = 0, used = 0, held = 0, uncarved = 0, excess = 0] = figure;
      const known = counters.find(assignment, entity, start);
      // Whatever its row says is void with this commit.
      const counter = known ?? counters.add({ assignment, entity, start, used: 0, held: 0, carved: null });
      this.#stage(counter, { used, held, carved: carvedAmounts(uncarved, excess) });
    }
  }

  #find(text: string, customer: number, hash: Uint8Array): KeptKey | null {
    const waiting = this.#backlog.key(text);
    if (waiting !== undefined) {
      return { content: Buffer.from(waiting.content, "latin1"), first: waiting.first, count: waiting.count };
    }
    const row = this.statement(FIND_KEY, "arrays").get(customer, hash) as unknown as
      | readonly [Uint8Array, number, number]
      | undefined;
    return row === undefined ? null : { content: row[0], first: row[1], count: row[2] };
  }

  #counter(numbers: Numbers, offset: number): CachedCounter {
    const place: Place = [at0(numbers, offset), at0(numbers, offset + 1), at0(numbers, offset + 2)];
    const [assignment, entity, start] = place;
    const { counters } = this.#backlog;
    return counters.find(...place) ?? counters.add({ assignment, entity, start, ...this.#row(place) });
  }

  #row(place: Place): Amounts {
    const found = this.statement(FIND_COUNTER, "arrays").get(...place) as unknown as
      | readonly [number, number, number, number]
      | undefined;
    const [used, held, uncarved, excess] = found ?? [0, 0, 0, 0];
    return { used, held, carved: carvedAmounts(uncarved, excess) };
  }

  #stage(counter: CachedCounter, { used, held, carved }: Amounts): void {
    counter.nextUsed = used;
    counter.nextHeld = held;
    counter.nextCarved = carved;
    if (counter.isStaged) return;
    counter.isStaged = true;
    this.#part.counters.push(counter);
  }
}

/** Assignment, entity and start of the period. */
type Place = readonly [number, number, number];

const hashAt = ({ bytes }: PackedClaims, index: number): Uint8Array<ArrayBuffer> =>
  bytes.subarray(index * CLAIM_BYTES, index * CLAIM_BYTES + DIGEST_BYTES);

const at0 = (numbers: Numbers, index: number): number => numbers[index] ?? 0;
