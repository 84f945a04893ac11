// The one door of store-sql: the embedded store on the SQLite that Node brings.

export { judgeLedgerFile } from "./sqlite/ledger-file.ts";
export {
  openSqliteStore,
  type SqliteStore,
  type SqliteStoreOptions,
  type StoreCondition,
} from "./sqlite/sqlite-store.ts";
export { threadModule } from "./sqlite/thread-module.ts";
