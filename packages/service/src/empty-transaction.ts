// An empty transaction: what every write of a few parts leaves out.
import type { Transaction } from "./ports.ts";

export const EMPTY_TRANSACTION: Omit<Transaction, "at" | "actor"> = {
  changes: [],
  keys: [],
  entries: [],
  moves: [],
  reservations: [],
  firstEntries: [],
  dropped: [],
  figures: [],
  denials: [],
};
