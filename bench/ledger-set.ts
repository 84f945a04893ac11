// The large ledger: five million entries of a customer whose five levels all have monthly budgets.
import { type DataSet, dataSet } from "./data-set.ts";
import { type Mode, type Sizes, shrunk, sized } from "./mode.ts";
import type { OrganisationPlan } from "./organisation.ts";

const USERS = 100_000;
const ENTRIES: Sizes = [5_000_000, 200_000];

export const ledgerPlan: OrganisationPlan = { users: USERS, budgets: [0, 1, 2, 3, 4] };

export const ledgerEntries = (mode: Mode): number => sized(mode, ENTRIES);
export const ledgerNote = (mode: Mode): string => shrunk(mode, "entries", ENTRIES);

/** Its directory: copy it before something writes to it. */
export function ledgerDirectory(mode: Mode): Promise<string> {
  const set: DataSet = { name: "ledger", organisations: [ledgerPlan], entries: ledgerEntries(mode) };
  return dataSet(mode, set);
}
