// F9: what a live counter and an entity cost in memory of the process, a million of each, after everything unused is gone.
import { Snapshot } from "@purser/core";
import { LiveCounters } from "@purser/store-memory";
import type { Figure } from "../figure.ts";
import { count, type Mode, type Sizes, sentence, shrunk, sized } from "../mode.ts";
import { monthStart, Organisation } from "../organisation.ts";
import { applyAll, settleAll } from "../world.ts";
import { customerRow, vendorRows } from "../world-rows.ts";

const SIZE: Sizes = [1_000_000, 300_000];
const WARM = 100_000;

export async function measure(mode: Mode): Promise<Figure[]> {
  const users = sized(mode, SIZE);
  // The young generation grows to its full size before anything is measured.
  makeEntities(WARM);
  const own = costOf(() => makeCounters({ users, hasDefault: false }));
  const defaults = costOf(() => makeCounters({ users, hasDefault: true }));
  const entities = costOf(() => makeEntities(users));
  const size = shrunk(mode, "each", SIZE);
  return [
    figure("bytes per live counter, budgets of their own", { cost: own, most: 120, size }),
    figure("bytes per live counter, budgets by a default of the type", { cost: defaults, most: 120, size }),
    figure("bytes per entity", { cost: entities, most: 400, size }),
  ];
}

interface Cost {
  readonly made: number;
  readonly heap: number;
  readonly resident: number;
}

const figure = (name: string, { cost, most, size }: { cost: Cost; most: number; size: string }): Figure => ({
  id: "F9",
  name,
  value: Math.max(cost.heap, cost.resident) / cost.made,
  unit: "B",
  target: { most },
  note: sentence(
    `heap and buffers ${count(cost.heap / cost.made)}, resident ${count(cost.resident / cost.made)}`,
    `${count(cost.made)} made`,
    size,
  ),
});

function costOf(make: () => { readonly kept: unknown; readonly made: number }): Cost {
  const before = memory();
  const { kept, made } = make();
  const after = memory();
  if (kept === null) throw new Error("what is measured must be kept until then");
  return { made, heap: after.heap - before.heap, resident: after.resident - before.resident };
}

function memory(): { readonly heap: number; readonly resident: number } {
  if (globalThis.gc === undefined) throw new Error("Run with --expose-gc, as bench/run.ts does.");
  for (let pass = 0; pass < 4; pass += 1) globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, resident: rss };
}

function makeCounters(plan: { readonly users: number; readonly hasDefault: boolean }): {
  kept: LiveCounters;
  made: number;
} {
  const { users, hasDefault } = plan;
  const organisation = new Organisation({ users, hasDefault, budgets: hasDefault ? [] : [4] });
  const kept = new LiveCounters();
  settleAll(kept, organisation.counters(monthStart(Date.now())));
  return { kept, made: kept.size };
}

function makeEntities(users: number): { kept: Snapshot; made: number } {
  const organisation = new Organisation({ users, budgets: [] });
  const kept = new Snapshot(1);
  applyAll({ snapshot: kept }, vendorRows());
  applyAll({ snapshot: kept }, [customerRow(organisation)]);
  applyAll({ snapshot: kept }, organisation.entities());
  return { kept, made: kept.entities.last };
}
