// A session on one SQLite connection: compiled statements kept by their text, the hot ones in bulk.
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { AMOUNT_MAX } from "@purser/core";
import { type Compilable, Kysely } from "kysely";
import { ENTRY_COLUMNS, entryRow } from "../entry-columns.ts";
import { entryCount, type PackedEntries } from "../packed-entries.ts";
import {
  CLAIM_BYTES,
  CLAIM_NUMBERS,
  DIGEST_BYTES,
  FIGURE_NUMBERS,
  KEY_NUMBERS,
  MOVED_NUMBERS,
  type Numbers,
  type PackedClaims,
} from "../packed-transaction.ts";
import type { Tables } from "../schema.ts";
import type { ColumnValue, WriteSession } from "../session.ts";
import { nodeSqliteDialect } from "./kysely-dialect.ts";

const marks = (count: number): string => Array.from({ length: count }, () => "?").join(", ");

const FIND_KEY = "select 1 from idempotency_key where customer = ? and hash = ?";
const CLAIM_KEY = `insert into idempotency_key (customer, hash, content, first_sequence, entry_count)
  values (?, ?, ?, ?, ?) on conflict (customer, hash) do nothing returning 1`;
const APPEND = `insert into ledger_entry (${ENTRY_COLUMNS.join(", ")}) values (${marks(ENTRY_COLUMNS.length)})`;
const FIND_COUNTER = "select used, held from counter where assignment = ? and entity = ? and period_start = ?";
const MOVE = `insert into counter (assignment, entity, period_start, used, held, uncarved, excess)
  values (?, ?, ?, ?, ?, 0, 0)
  on conflict (assignment, entity, period_start) do update set used = used + excluded.used, held = held + excluded.held
  returning used, held`;
const PUT = `insert into counter (assignment, entity, period_start, used, held, uncarved, excess)
  values (?, ?, ?, ?, ?, 0, 0)
  on conflict (assignment, entity, period_start) do update set used = excluded.used, held = excluded.held`;

/** Texts are few and ours; far more than there are would be a leak. */
const STATEMENTS_MAX = 500;

export class SqliteSession implements WriteSession {
  readonly tables: Kysely<Tables>;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.tables = new Kysely({ dialect: nodeSqliteDialect(database) });
  }

  rows<Row>(query: Compilable<Row>): Row[] {
    const { sql, parameters } = query.compile();
    return this.#statement(sql, "objects").all(...(parameters as SQLInputValue[])) as Row[];
  }

  arrays<Row extends readonly unknown[]>(query: Compilable): Row[] {
    const { sql, parameters } = query.compile();
    return this.#statement(sql, "arrays").all(...(parameters as SQLInputValue[])) as unknown as Row[];
  }

  counters(keys: Numbers): Numbers {
    const find = this.#statement(FIND_COUNTER, "arrays");
    const figures = new Float64Array((keys.length / KEY_NUMBERS) * MOVED_NUMBERS);
    for (let key = 0, at = 0; key < keys.length; key += KEY_NUMBERS, at += MOVED_NUMBERS) {
      const found = find.get(at0(keys, key), at0(keys, key + 1), at0(keys, key + 2)) as unknown as number[] | undefined;
      if (found !== undefined) figures.set(found, at);
    }
    return figures;
  }

  begin(): void {
    this.#database.exec("begin immediate");
  }

  commit(): void {
    this.#database.exec("commit");
  }

  rollback(): void {
    if (this.#database.isTransaction) this.#database.exec("rollback");
  }

  run(sql: string, values: readonly ColumnValue[]): void {
    this.#statement(sql, "objects").run(...(values as SQLInputValue[]));
  }

  /** A claim of no entries only looks its key up, and that before this transaction has claimed any. */
  claim(claims: PackedClaims, head: number): number[] {
    const { numbers, bytes } = claims;
    const taken = this.#takenProbes(claims);
    const probes = taken.length;
    const claim = this.#statement(CLAIM_KEY, "arrays");
    for (let index = 0, offset = 0; offset < numbers.length; index += 1, offset += CLAIM_NUMBERS) {
      const count = at0(numbers, offset + 2);
      if (count === 0) continue;
      const start = index * CLAIM_BYTES;
      const content = bytes.subarray(start + DIGEST_BYTES, start + CLAIM_BYTES);
      const first = head + 1 + at0(numbers, offset + 1);
      const claimed = claim.get(at0(numbers, offset), hashAt(claims, index), content, first, count);
      if (claimed === undefined) taken.push(index);
    }
    return probes === 0 ? taken : taken.sort((one, other) => one - other);
  }

  #takenProbes(claims: PackedClaims): number[] {
    const { numbers } = claims;
    const taken: number[] = [];
    const find = this.#statement(FIND_KEY, "arrays");
    for (let index = 0, offset = 0; offset < numbers.length; index += 1, offset += CLAIM_NUMBERS) {
      if (at0(numbers, offset + 2) !== 0) continue;
      if (find.get(at0(numbers, offset), hashAt(claims, index)) !== undefined) taken.push(index);
    }
    return taken;
  }

  append(entries: PackedEntries, head: number): void {
    const insert = this.#statement(APPEND, "objects");
    const count = entryCount(entries);
    for (let index = 0; index < count; index += 1) insert.run(...entryRow(entries, index, head + 1 + index));
  }

  move(moves: Numbers): Numbers | number {
    const statement = this.#statement(MOVE, "arrays");
    const moved = new Float64Array((moves.length / FIGURE_NUMBERS) * MOVED_NUMBERS);
    for (let offset = 0, at = 0; offset < moves.length; offset += FIGURE_NUMBERS, at += MOVED_NUMBERS) {
      const figures = statement.get(...valuesAt(moves, offset)) as unknown as [number, number];
      if (Math.abs(figures[0]) > AMOUNT_MAX || Math.abs(figures[1]) > AMOUNT_MAX) {
        this.#undo(moves, offset);
        return offset / FIGURE_NUMBERS;
      }
      moved.set(figures, at);
    }
    return moved;
  }

  put(figures: Numbers): void {
    const statement = this.#statement(PUT, "objects");
    for (let offset = 0; offset < figures.length; offset += FIGURE_NUMBERS) statement.run(...valuesAt(figures, offset));
  }

  /** The refused move is told with the figures of before it; the transaction rolls the others back. */
  #undo(moves: Numbers, offset: number): void {
    const [assignment, entity, start, use, hold] = valuesAt(moves, offset);
    this.#statement(MOVE, "arrays").get(assignment, entity, start, -use, -hold);
  }

  #statement(sql: string, shape: "objects" | "arrays"): StatementSync {
    const name = `${shape} ${sql}`;
    const known = this.#statements.get(name);
    if (known !== undefined) return known;
    if (this.#statements.size >= STATEMENTS_MAX) this.#statements.clear();
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(shape === "arrays");
    this.#statements.set(name, statement);
    return statement;
  }
}

const hashAt = ({ bytes }: PackedClaims, index: number): Uint8Array<ArrayBuffer> =>
  bytes.subarray(index * CLAIM_BYTES, index * CLAIM_BYTES + DIGEST_BYTES);

const at0 = (numbers: Numbers, index: number): number => numbers[index] ?? 0;

function valuesAt(numbers: Numbers, offset: number): [number, number, number, number, number] {
  const at = (column: number): number => numbers[offset + column] ?? 0;
  return [at(0), at(1), at(2), at(3), at(4)];
}
