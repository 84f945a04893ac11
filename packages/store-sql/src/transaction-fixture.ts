// What the store's tests write: a small catalog with a row of every kind, and transactions that say only what matters.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CatalogChange, CatalogKind, CatalogRows } from "@purser/core";
import {
  type CounterFigure,
  type CounterMove,
  EMPTY_TRANSACTION,
  type KeyClaim,
  type NewEntry,
  type Transaction,
} from "@purser/service";
import { AT, RAISE_ROWS } from "./exception-fixture.ts";
import { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from "./sqlite/sqlite-store.ts";

export { AT };

export const ROWS: { readonly [Kind in CatalogKind]: CatalogRows[Kind] } = {
  environment: { number: 1, id: "live", strict: true, provisionLimit: 500, maxLatenessDays: 35, createdAt: AT },
  apiKey: {
    number: 1,
    environment: 1,
    id: "key_1",
    displayName: "Root",
    access: "full",
    isRoot: true,
    digest: "a".repeat(64),
    createdAt: AT,
    revokedAt: null,
  },
  revokedToken: { number: 1, environment: 1, id: "tok_1.a.b", expiresAt: AT + 60_000, revokedAt: AT },
  entityType: {
    number: 1,
    environment: 1,
    id: "team",
    displayName: "Team",
    description: null,
    attributionKeys: ["team", "squad"],
    autoProvision: { parentFrom: null },
    maxOpenReservations: 40,
    archivedAt: null,
    createdAt: AT,
  },
  capability: {
    number: 1,
    environment: 1,
    id: "tokens",
    kind: "feature",
    displayName: "Tokens",
    unitSingular: "token",
    unitPlural: null,
    scale: 2,
    createdAt: AT,
  },
  customer: {
    number: 1,
    environment: 1,
    id: "acme",
    displayName: null,
    timeZone: "Europe/Berlin",
    anchor: -5,
    metadata: { plan: "größer" },
    archivedAt: null,
    createdAt: AT,
  },
  entity: {
    number: 1,
    customer: 1,
    id: "team-a",
    type: 1,
    displayName: "A",
    metadata: {},
    parent: 0,
    archivedAt: AT + 5,
    archiveOperation: 3,
    isProvisioned: true,
    version: 2,
    createdAt: AT,
  },
  assignment: {
    number: 1,
    environment: 1,
    customer: 1,
    entity: 1,
    type: 0,
    capability: 1,
    scope: [2, 7],
    cadence: "P1M",
    anchor: null,
    timeZone: null,
    followsAnchor: true,
    usageLimit: 1_234,
    enforcement: "soft",
    overageLimit: 56,
    allocation: "shared",
    countFrom: "now",
    countAfter: 12,
    completeFrom: AT,
    version: 1,
    createdAt: AT,
  },
  ...RAISE_ROWS,
};

export const made = <Kind extends CatalogKind>(kind: Kind, row: CatalogRows[Kind]): CatalogChange =>
  ({ kind, before: null, after: row }) as CatalogChange;

/** One row of every kind, in an order in which each names only rows before it. */
export const CATALOG: readonly CatalogChange[] = [
  made("environment", ROWS.environment),
  made("apiKey", ROWS.apiKey),
  made("revokedToken", ROWS.revokedToken),
  made("entityType", ROWS.entityType),
  made("capability", ROWS.capability),
  made("customer", ROWS.customer),
  made("entity", ROWS.entity),
  made("assignment", ROWS.assignment),
  made("limitRequest", ROWS.limitRequest),
  made("exception", ROWS.exception),
];

export const transaction = (part: Partial<Transaction>): Transaction => ({
  ...EMPTY_TRANSACTION,
  at: AT,
  actor: "key_1",
  ...part,
});

export const entry = (part: Partial<NewEntry> = {}): NewEntry => ({
  kind: "ingest",
  customer: 1,
  capability: 1,
  use: 5,
  hold: 0,
  timestamp: AT,
  recordedAt: AT,
  resolved: [1],
  dimensions: null,
  named: null,
  metadata: null,
  corrects: 0,
  reservation: 0,
  countedAs: 0,
  chains: null,
  idempotencyKey: null,
  ...part,
});

export const repeated = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index));

export const move = (part: Partial<CounterMove> = {}): CounterMove => ({
  assignment: 1,
  entity: 1,
  periodStart: AT,
  use: 5,
  hold: 0,
  uncarved: 0,
  excess: 0,
  loadMost: null,
  expected: null,
  ...part,
});

export const figure = (part: Partial<CounterFigure> = {}): CounterFigure => ({
  assignment: 1,
  entity: 1,
  periodStart: AT,
  used: 5,
  held: 0,
  uncarved: 0,
  excess: 0,
  ...part,
});

const digest = (digit: string): string => digit.repeat(32);

/** A claim of the key and the content that these hex digits stand for. */
export const claim = (digits: readonly [string, string], part: Partial<KeyClaim> = {}): KeyClaim => ({
  customer: 1,
  hash: digest(digits[0]),
  content: digest(digits[1]),
  firstEntry: 0,
  entryCount: 1,
  ...part,
});

/** As the service sends it: without a content. */
export const probe = (digit: string): KeyClaim => claim([digit, ""], { content: "", entryCount: 0 });

export async function collected<Value>(slices: AsyncIterable<readonly Value[]>): Promise<Value[]> {
  const values: Value[] = [];
  for await (const slice of slices) values.push(...slice);
  return values;
}

/** Directories and stores of one test; `end` closes and removes them all. */
export class StoreBench {
  readonly directory = mkdtempSync(join(tmpdir(), "purser-store-"));
  readonly failures: Error[] = [];
  readonly #stores: SqliteStore[] = [];

  async open(options: Partial<SqliteStoreOptions> = {}): Promise<SqliteStore> {
    const { directory } = this;
    const onFailure = (error: Error): void => void this.failures.push(error);
    const store = await openSqliteStore({ directory, onFailure, ...options });
    this.#stores.push(store);
    return store;
  }

  /** A store that already has the catalog. */
  async openWithCatalog(options: Partial<SqliteStoreOptions> = {}): Promise<SqliteStore> {
    const store = await this.open(options);
    await store.ledger.commit(transaction({ changes: CATALOG }));
    return store;
  }

  async end(): Promise<void> {
    for (const store of this.#stores) await store.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
