// Data sets on disk: ledgers filled by raw inserts once in a run, and copied for whoever writes to them.
import { cpSync, existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { CatalogChange } from "@purser/core";
import { openSqliteStore } from "@purser/store-sql";
import type { Mode } from "./mode.ts";
import { monthStart, Organisation, type OrganisationPlan } from "./organisation.ts";
import { fillLedger } from "./raw-fill.ts";
import { worldRows } from "./world-rows.ts";

export const FILE = "purser.db";

export interface DataSet {
  readonly name: string;
  readonly organisations: readonly OrganisationPlan[];
  /** Entries of the first organisation, spread over its users. */
  readonly entries: number;
}

/** The directory of the data set, filled when this run has not used it yet. */
export async function dataSet(mode: Mode, set: DataSet): Promise<string> {
  const directory = join(mode.work, mode.isShort ? `${set.name}-short` : set.name);
  if (existsSync(directory)) return directory;
  const draft = `${directory}.draft`;
  mkdirSync(draft, { recursive: true });
  const store = await openSqliteStore({ directory: draft, onFailure: () => {} });
  await store.close();
  const database = new DatabaseSync(join(draft, FILE));
  database.exec("pragma journal_mode = off; pragma synchronous = off; pragma foreign_keys = off; begin");
  const organisations = set.organisations.map((plan) => new Organisation(plan));
  insertRows(database, worldRows(organisations));
  if (set.entries > 0) fillLedger(database, organisations[0] as Organisation, set.entries);
  else for (const organisation of organisations) fillCounters(database, organisation);
  database.exec("commit; pragma journal_mode = wal");
  database.close();
  renameSync(draft, directory);
  return directory;
}

let copies = 0;
export function copyOf(mode: Mode, directory: string): string {
  const copy = join(mode.work, `copy-${process.pid}-${++copies}`);
  cpSync(directory, copy, { recursive: true });
  return copy;
}

const TABLES: Partial<Record<CatalogChange["kind"], string>> = { entityType: "entity_type" };

function insertRows(database: DatabaseSync, rows: Iterable<CatalogChange>): void {
  const statements = new Map<string, StatementSync>();
  for (const { kind, after } of rows) {
    if (after === null) continue;
    let statement = statements.get(kind);
    if (statement === undefined) {
      const columns = Object.keys(after).map((name) =>
        name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      );
      const marks = columns.map(() => "?").join(", ");
      statement = database.prepare(`insert into "${TABLES[kind] ?? kind}" (${columns.join(", ")}) values (${marks})`);
      statements.set(kind, statement);
    }
    statement.run(...Object.entries(after).map(([name, value]) => columnValue(name, value)));
  }
}

/** As the store keeps them: flags as 0 and 1, lists as JSON, no metadata as null. */
function columnValue(name: string, value: unknown): SQLInputValue {
  if (typeof value === "boolean") return Number(value);
  if (name === "metadata") return null;
  if (typeof value === "object" && value !== null) return JSON.stringify(value);
  return value as SQLInputValue;
}

const PUT =
  "insert into counter (assignment, entity, period_start, used, held, uncarved, excess) values (?, ?, ?, 0, 0, 0, 0)";

/** A live counter to every budget, touched and empty. */
function fillCounters(database: DatabaseSync, organisation: Organisation): void {
  const put = database.prepare(PUT);
  for (const figure of organisation.counters(monthStart(Date.now()))) {
    const { assignment, entity, periodStart } = figure;
    put.run(assignment, entity, Number.isFinite(periodStart) ? periodStart : Number.MIN_SAFE_INTEGER);
  }
}
