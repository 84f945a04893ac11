// What a database connection does for the shared code: single statements through Kysely, and the hot ones in bulk, per dialect.
import type { Compilable, Kysely } from "kysely";
import type { PackedEntries } from "./packed-entries.ts";
import type { PackedReservations } from "./packed-reservations.ts";
import type { Numbers, PackedClaims } from "./packed-transaction.ts";
import type { Tables } from "./schema.ts";

type Awaitable<Value> = Value | Promise<Value>;

export type ColumnValue = number | string | Uint8Array | null;

export interface ReadSession {
  readonly tables: Kysely<Tables>;
  rows<Row>(query: Compilable<Row>): Awaitable<Row[]>;
  /** Rows as arrays in the order of the selected columns: half the cost where they come by the thousand (measured). */
  arrays<Row extends readonly unknown[]>(query: Compilable): Awaitable<Row[]>;
}

/** An idempotency key as it was claimed. */
export interface KeptKey {
  readonly content: Uint8Array;
  readonly first: number;
  readonly count: number;
}

/**
 * Everything of one write transaction; the order in which to call is commit.ts's. A session may keep back what keys,
 * counters and marks become, as long as it is durable with the commit and `fold` brings it into their tables.
 */
export interface WriteSession extends ReadSession {
  /** Called outside of transactions, before tables are read elsewhere. */
  fold(): Awaitable<void>;
  begin(): Awaitable<void>;
  commit(): Awaitable<void>;
  /** Leaves no transaction open, also when the database has rolled back by itself. */
  rollback(): Awaitable<void>;
  /** Runs a compiled statement with these values in place of its own. */
  run(sql: string, values: readonly ColumnValue[]): Awaitable<void>;
  /** Claims keys and returns the indexes of those that are taken. */
  claim(claims: PackedClaims, head: number): Awaitable<readonly number[]>;
  /** The taken key of that claim. */
  key(claims: PackedClaims, index: number): Awaitable<KeptKey>;
  append(entries: PackedEntries, head: number): Awaitable<void>;
  /** Pairs: customer and recording time of its last entry; entity and sequence of its first. */
  mark(recorded: Numbers, entered: Numbers): Awaitable<void>;
  /** Opens, changes and ends reservations; throws when one of them is not as its change says that it was. */
  reserve(reservations: PackedReservations): Awaitable<void>;
  /** Applies the moves; returns the amounts after each in the order given, or the index of the refused one. */
  move(moves: Numbers, expected: Numbers): Awaitable<Numbers | number>;
  drop(assignments: readonly number[]): Awaitable<void>;
  /** Puts figures in place of whatever stands there. */
  put(figures: Numbers): Awaitable<void>;
  /** Amounts of counters by KEY_NUMBERS, AMOUNT_NUMBERS each; zeros for counters that nobody touched. */
  counters(keys: Numbers): Awaitable<Numbers>;
}
