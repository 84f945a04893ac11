// A session on one SQLite connection: compiled statements kept by their text, rows as objects or as arrays.
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { type Compilable, Kysely } from "kysely";
import type { Tables } from "../schema.ts";
import type { ColumnValue, ReadSession } from "../session.ts";
import { nodeSqliteDialect } from "./kysely-dialect.ts";

/** Texts are few and ours; far more than there are would be a leak. */
const STATEMENTS_MAX = 500;

export class SqliteSession implements ReadSession {
  readonly tables: Kysely<Tables>;
  protected readonly database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.database = database;
    this.tables = new Kysely({ dialect: nodeSqliteDialect(database) });
  }

  rows<Row>(query: Compilable<Row>): Row[] {
    const { sql, parameters } = query.compile();
    return this.statement(sql, "objects").all(...(parameters as SQLInputValue[])) as Row[];
  }

  arrays<Row extends readonly unknown[]>(query: Compilable): Row[] {
    const { sql, parameters } = query.compile();
    return this.statement(sql, "arrays").all(...(parameters as SQLInputValue[])) as unknown as Row[];
  }

  run(sql: string, values: readonly ColumnValue[]): void {
    this.statement(sql, "objects").run(...(values as SQLInputValue[]));
  }

  protected statement(sql: string, shape: "objects" | "arrays"): StatementSync {
    const name = `${shape} ${sql}`;
    const known = this.#statements.get(name);
    if (known !== undefined) return known;
    if (this.#statements.size >= STATEMENTS_MAX) this.#statements.clear();
    const statement = this.database.prepare(sql);
    statement.setReturnArrays(shape === "arrays");
    this.#statements.set(name, statement);
    return statement;
  }
}
