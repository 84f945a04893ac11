// The memory store passes the store exam.
import { MemoryDisk, openMemoryStore } from "@purser/store-memory";
import { defineStoreExam } from "@purser/testkit";

defineStoreExam("store-memory", async () => {
  const disk = new MemoryDisk();
  let store = openMemoryStore({ disk });
  return {
    get ledger() {
      return store.ledger;
    },
    get catalog() {
      return store.catalog;
    },
    reopen: async () => {
      await store.close();
      store = openMemoryStore({ disk });
    },
    openAgain: async () => openMemoryStore({ disk }),
    close: () => store.close(),
  };
});
