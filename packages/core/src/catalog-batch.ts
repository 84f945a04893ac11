// A catalog batch: what every batch of catalog items is judged by, and how its faults name their items (R4).
import type { CatalogChange } from "./catalog-change.ts";
import type { CustomerState } from "./customer-state.ts";
import type { EnvironmentState } from "./environment-state.ts";
import { type Fault, type FaultCode, fault, isFault } from "./fault.ts";
import type { Snapshot } from "./snapshot.ts";

/** Where a batch is judged; `now` dates what it makes. */
export interface EnvironmentPlace {
  readonly snapshot: Snapshot;
  readonly environment: EnvironmentState;
  readonly now: number;
}

/** The customer may be a fresh one that is not in the snapshot yet. */
export interface CustomerPlace extends EnvironmentPlace {
  readonly customer: CustomerState;
}

/** What a batch comes to: its changes, none of them needless, or all of its faults. */
export type JudgedBatch = readonly CatalogChange[] | readonly Fault[];

export function isRefused(batch: JudgedBatch): batch is readonly Fault[] {
  return batch.length > 0 && isFault(batch[0]);
}

/** A field of an item in the list of that name; no field stands for the item itself. */
export interface ItemField {
  readonly list: string;
  readonly index: number;
  readonly field?: string;
}

export function itemFault(code: FaultCode, detail: string, at: ItemField): Fault {
  const field = at.field === undefined ? "" : `/${at.field}`;
  return { ...fault(code, detail, `/${at.list}/${at.index}${field}`), index: at.index };
}

/** R4: one id twice is refused, at the second and every later one. */
export function repeatedIds(ids: readonly string[], at: Omit<ItemField, "index">): Fault[] {
  const seen = new Set<string>();
  const faults: Fault[] = [];
  for (const [index, id] of ids.entries()) {
    if (seen.has(id)) {
      const detail = `"${id}" stands twice in the request. Send each id once.`;
      faults.push(itemFault("InvalidRequest", detail, { ...at, index }));
    }
    seen.add(id);
  }
  return faults;
}

/** The faults when there are any, else the changes. */
export const judgedBatch = (faults: readonly Fault[], changes: readonly CatalogChange[]): JudgedBatch =>
  faults.length > 0 ? inItemOrder(faults) : changes;

/** R4: where no fault is a 400, the first item's decides. */
export const inItemOrder = (faults: readonly Fault[]): readonly Fault[] =>
  faults.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));
