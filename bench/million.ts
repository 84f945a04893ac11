// The million: one customer of a million users below four levels, with three monthly budgets on every chain, on disk.
import { type DataSet, dataSet } from "./data-set.ts";
import { type Mode, type Sizes, shrunk, sized } from "./mode.ts";
import { Organisation, type OrganisationPlan } from "./organisation.ts";

const USERS: Sizes = [1_000_000, 50_000];

export const millionPlan = (mode: Mode): OrganisationPlan => ({
  users: sized(mode, USERS),
  budgets: [0, 3, 4],
});

export const million = (mode: Mode): Organisation => new Organisation(millionPlan(mode));

export const millionNote = (mode: Mode): string => shrunk(mode, "entities", USERS);

const set = (mode: Mode): DataSet => ({ name: "million", organisations: [millionPlan(mode)], entries: 0 });

/** Its directory: copy it before something writes to it. */
export const millionDirectory = (mode: Mode): Promise<string> => dataSet(mode, set(mode));

export const CHECK_PATH = "/v1/customers/customer-1/check";
