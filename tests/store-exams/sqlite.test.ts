// The embedded SQLite store passes the store exam.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "@purser/store-sql";
import { defineStoreExam } from "@purser/testkit";

defineStoreExam("store-sql on SQLite", async () => {
  const directory = await mkdtemp(join(tmpdir(), "purser-exam-"));
  const failed = (error: Error): never => {
    throw error;
  };
  const open = () => openSqliteStore({ directory, onFailure: failed });
  let store = await open();
  return {
    get ledger() {
      return store.ledger;
    },
    get catalog() {
      return store.catalog;
    },
    reopen: async () => {
      await store.close();
      store = await open();
    },
    openAgain: open,
    close: async () => {
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
});
