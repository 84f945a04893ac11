// The embedded store and its disk: one holder, settings read back, a full disk borne, a failed file the end.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { collected, entry, repeated, StoreBench, transaction } from "../transaction-fixture.ts";
import { openConnection } from "./sqlite-connection.ts";
import { openSqliteStore, type SqliteStore } from "./sqlite-store.ts";

let bench: StoreBench;
beforeEach(() => {
  bench = new StoreBench();
});
afterEach(() => bench.end());

const HELD = "is held by another Purser process. Stop it first, or use --url to speak to it.";
const file = (name: string): string => join(bench.directory, name);
const some = () => transaction({ entries: repeated(200, () => entry({ metadata: { text: "x".repeat(400) } })) });

async function fill(store: SqliteStore): Promise<unknown> {
  for (;;) {
    const refused = await store.ledger.commit(some()).then(
      () => null,
      (error: unknown) => error,
    );
    if (refused !== null) return refused;
  }
}

test("the directory is made for its owner alone, and holds the ledger and its lock", async () => {
  const directory = file("a/b");
  const store = await bench.open({ directory });
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(statSync(join(directory, "purser.db")).isFile()).toBe(true);
  expect(statSync(join(directory, "purser.lock")).isFile()).toBe(true);
  await store.close();
});

test("a held directory is refused to a second store, and free once the first is closed", async () => {
  const store = await bench.open();
  await expect(bench.open()).rejects.toThrow(`The directory ${bench.directory} ${HELD}`);
  expect(await store.catalog.state()).toMatchObject({ head: 0 });
  await store.close();
  await store.close();
  expect(await (await bench.open()).catalog.state()).toMatchObject({ head: 0 });
});

test("another process is refused too, and the lock of one that was killed is gone", async () => {
  const path = JSON.stringify(file("purser.lock"));
  const lock = `const { DatabaseSync } = require("node:sqlite");
    new DatabaseSync(${path}).exec("pragma locking_mode = exclusive; begin exclusive");`;
  const run = (code: string) => spawnSync(process.execPath, ["-e", code], { encoding: "utf8" });
  const store = await bench.open();
  expect(run(lock).stderr).toContain("database is locked");
  await store.close();
  expect(run(`${lock} process.kill(process.pid, "SIGKILL");`).signal).toBe("SIGKILL");
  expect(await (await bench.open()).catalog.state()).toMatchObject({ head: 0 });
});

test("the writing connection has its settings, and one that can't have them is refused", async () => {
  const database = openConnection(file("other.db"), { isReadOnly: false, pageCountMax: 77 });
  const setting = (name: string) => Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0];
  expect(["journal_mode", "synchronous", "foreign_keys", "max_page_count"].map(setting)).toEqual(["wal", 2, 1, 77]);
  database.close();
  // A database in memory can't have a write-ahead log, as some network disks can't.
  expect(() => openConnection(":memory:", { isReadOnly: false, pageCountMax: null })).toThrow(
    "SQLite kept journal_mode = memory instead of wal: this disk can't hold a ledger.",
  );
});

test("a store on a file that is no ledger doesn't open, and lets go of the directory", async () => {
  const other = new DatabaseSync(file("purser.db"));
  other.exec("create table customer (number integer)");
  other.close();
  await expect(bench.open()).rejects.toThrow(/already exists/);
  rmSync(file("purser.db"));
  expect(await (await bench.open()).catalog.state()).toMatchObject({ head: 0 });
  expect(bench.failures).toEqual([]);
});

test("a full disk refuses what doesn't fit, keeps the rest, and takes more when there is room", async () => {
  const store = await bench.openWithCatalog({ pageCountMax: 150 });
  expect(await fill(store)).toMatchObject({ name: "StoreFailure", code: "DiskFull" });
  const { head } = await store.catalog.state();
  expect(head).toBeGreaterThan(0);
  expect(head % 200).toBe(0);
  await expect(store.ledger.commit(some())).rejects.toMatchObject({ code: "DiskFull" });
  expect(await collected(store.ledger.scan({ customer: 0, after: 0, until: 99_999 }))).toHaveLength(head);
  await store.limitPages(1_000);
  expect(await store.ledger.commit(some())).toMatchObject({ kind: "committed", head: head + 200 });
  expect(bench.failures).toEqual([]);
});

test("a disk that is full at the start is told, and the directory let go", async () => {
  await expect(bench.open({ pageCountMax: 5 })).rejects.toMatchObject({ code: "DiskFull" });
  expect(await (await bench.open()).catalog.state()).toMatchObject({ head: 0 });
});

test("a failed file closes the store for good: all calls refused, told once, the directory let go at close", async () => {
  const store = await bench.openWithCatalog();
  // The reader must know the tables already, or it takes the cut file for an empty one.
  await store.catalog.state();
  await store.ledger.commit(some());
  truncateSync(file("purser.db-wal"), 0);
  const unavailable = { name: "StoreFailure", code: "StoreUnavailable" };
  const calls = [
    () => collected(store.ledger.scan({ customer: 0, after: 0, until: 200 })),
    () => store.ledger.commit(some()),
    () => store.catalog.state(),
    () => store.catalog.secret("cursor"),
    () => store.limitPages(1_000),
  ];
  for (const call of calls) await expect(call()).rejects.toMatchObject(unavailable);
  expect(bench.failures).toHaveLength(1);
  await store.close();
  await (await bench.open({ directory: file("elsewhere") })).close();
  const lock = new DatabaseSync(file("purser.lock"));
  lock.exec("pragma locking_mode = exclusive; begin exclusive");
  lock.close();
});

test("closing waits for the commits under way and refuses those after", async () => {
  const store = await bench.openWithCatalog();
  const under = repeated(5, () => store.ledger.commit(some()));
  const closing = store.close();
  await expect(store.ledger.commit(some())).rejects.toMatchObject({ code: "StoreUnavailable" });
  await closing;
  const outcomes = await Promise.all(under);
  expect(outcomes.at(-1)).toMatchObject({ kind: "committed", head: 1_000 });
  expect(await (await bench.open()).catalog.state()).toMatchObject({ head: 1_000 });
  expect(bench.failures).toEqual([]);
});

test("a directory that can't be made is told as it is", async () => {
  const place = mkdtempSync(join(tmpdir(), "purser-file-"));
  const plain = new DatabaseSync(join(place, "plain"));
  plain.exec("create table one (number integer)");
  plain.close();
  chmodSync(join(place, "plain"), 0o400);
  await expect(openSqliteStore({ directory: join(place, "plain"), onFailure: () => {} })).rejects.toThrow(
    /EEXIST|ENOTDIR/,
  );
  rmSync(place, { recursive: true });
});
