// The store exam: one exam for every store, so that each keeps the promises of the ports alike.
import { afterEach, beforeEach, describe } from "vitest";
import { examineCarving } from "./carving-exam.ts";
import { examineCatalog } from "./catalog-exam.ts";
import { examineCommits } from "./commit-exam.ts";
import { ROW_CHANGES } from "./exam-rows.ts";
import { committed, type ExamStore } from "./exam-store.ts";
import { examineLedgerReads } from "./ledger-reads-exam.ts";
import { examineReservations } from "./reservation-exam.ts";

/** `open` gives a new, empty store each time. */
export function defineStoreExam(name: string, open: () => Promise<ExamStore>): void {
  describe(`the store exam of ${name}`, () => {
    let store: ExamStore | null = null;
    const current = (): ExamStore => {
      if (store === null) throw new Error("a store is open during each exam");
      return store;
    };
    beforeEach(async () => {
      store = await open();
      await committed(store, { changes: ROW_CHANGES });
    });
    afterEach(() => store?.close());
    describe("commits", () => examineCommits(current));
    describe("carved counters", () => examineCarving(current));
    describe("ledger reads", () => examineLedgerReads(current));
    describe("reservations", () => examineReservations(current));
    describe("catalog", () => examineCatalog(current));
  });
}
