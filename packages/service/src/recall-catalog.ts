// Recall catalog: what governed some entities at an earlier revision, taken back from today's rows change by change (R41).
import { type CustomerState, PastCatalog, PastRows } from "@purser/core";
import type { Newcomer } from "./denied-asking.ts";
import type { Engine } from "./engine.ts";

/** Changes that an explanation takes back: a tenth of a second's reading; more of one customer come from years of scripts. */
const CHANGES_MAX = 100_000;
/** Of more entities than these, changes are read together with those of all others. */
const NAMED_MAX = 1_000;

export interface Recalled {
  readonly customer: CustomerState;
  readonly entities: readonly number[];
  /** The nth gets the number -n. */
  readonly newcomers: readonly Newcomer[];
  readonly capabilities: readonly number[];
  /** Number of the last audit entry whose change held. */
  readonly revision: number;
}

/** Null where more has changed since than may be taken back. */
export async function recallCatalog(engine: Engine, recalled: Recalled): Promise<PastCatalog | null> {
  const entities = new Set(recalled.entities);
  for (;;) {
    const rows = await recallRows(engine, recalled, entities);
    if (rows === null) return null;
    // What was carved out of what is known once the rows of then are, and may be told of others' (R34).
    const beyond = rows.beyond(recalled.capabilities);
    if (beyond.size === 0) return new PastCatalog(engine.snapshot, rows, recalled.capabilities);
    for (const entity of beyond) entities.add(entity);
  }
}

async function recallRows(
  engine: Engine,
  { customer, newcomers, revision }: Recalled,
  named: ReadonlySet<number>,
): Promise<PastRows | null> {
  const rows = new PastRows(engine.snapshot, customer, named);
  for (const [index, newcomer] of newcomers.entries()) {
    rows.imagine({ ...newcomer, number: -(index + 1), customer: customer.row.number });
  }
  // Rows and revision are of one moment: a change that is told from here on isn't in the rows.
  const until = engine.queue.revision;
  const { environment, number } = customer.row;
  const entities = named.size > NAMED_MAX ? null : [...named];
  let left = CHANGES_MAX;
  for (const place of [number, 0]) {
    const range = { environment, customer: place, entities, after: revision, until };
    for await (const slice of engine.catalog.changesSince(range)) {
      for (const { change } of slice) if (change.kind !== "repair") rows.undo(change);
      left -= slice.length;
      if (left < 0) return null;
    }
  }
  return rows;
}
