// A judged spend: a request that would raise loads, judged by the figures that its own transaction starts from (R26).
import {
  type Capability,
  type ChainNode,
  type CustomerState,
  type Decided,
  decideOne,
  isComplete,
  requestedOf,
  type Unresolved,
} from "@purser/core";
import { askingOf, type DeniedAsking, type Standpoint } from "./denied-asking.ts";
import type { EntryBatch, RecordedEvent } from "./entry-batch.ts";
import { lookAhead } from "./look-ahead.ts";

/** One capability of a request as judged. */
export interface JudgedItem {
  readonly capability: Capability;
  /** In units: by how much loads grow if it is granted, or what the denial is judged by. */
  readonly requested: number;
  /** In units: what is counted or held if all are granted. */
  readonly amount: number;
  readonly isGranted: boolean;
  readonly chains: ChainNode[][];
  /** By how much the load of a node grows where that isn't `requested`. */
  readonly growth?: ReadonlyMap<ChainNode, number>;
}

export interface JudgedSpend {
  readonly customer: CustomerState;
  readonly now: number;
  readonly unresolved: readonly Unresolved[];
  readonly items: readonly JudgedItem[];
  readonly isItemized: boolean;
  /** Entities above it were made by the request itself. */
  readonly lastEntity: number;
  readonly standpoint: Standpoint;
  /** The instant whose usage periods it is judged in. */
  readonly instant: number;
}

export interface GrantedSpend {
  readonly kind: "granted";
  readonly judged: JudgedSpend;
  /** The items with a soft or shadow limit that is passed, with the figures that they were judged by. */
  readonly warned: readonly JudgedItem[];
  readonly event: RecordedEvent;
}

export interface DeniedSpend {
  readonly kind: "denied";
  readonly judged: JudgedSpend;
  /** One to an item, as decided while newcomers that the request only imagines stood in the snapshot. */
  readonly decided: Promise<readonly Decided[]> | readonly Decided[];
  readonly asking: DeniedAsking;
}

/** Of a request that is judged now: it knows all that the batch has planned so far. */
export const standpointIn = (batch: EntryBatch): Standpoint => ({
  position: batch.nextSequence - 1,
  revision: batch.engine.queue.revision,
});

export function denied(batch: EntryBatch, judged: JudgedSpend): DeniedSpend {
  const { customer, now, items } = judged;
  const open = () => batch.reservations.of(customer.row.number);
  const waiting = items.map((item) =>
    lookAhead(batch.engine, {
      ...item,
      customer,
      chains: growing(item),
      now,
      read: (nodes) => batch.plan(nodes),
      open,
    }),
  );
  const decide = (): Decided[] => items.map((item) => decidedOf(batch, judged, item));
  const isLater = waiting.some((one) => one !== undefined);
  const asking = askingOf(batch.engine.snapshot, judged);
  return { kind: "denied", judged, decided: isLater ? Promise.all(waiting).then(decide) : decide(), asking };
}

/** Position and request are put in by whoever answers. */
const decidedOf = (batch: EntryBatch, { unresolved }: JudgedSpend, item: JudgedItem): Decided =>
  decideOne({ snapshot: batch.engine.snapshot, unresolved, position: "", requestId: "", ...item }, item.chains);

/** The nodes of each chain whose load grows. */
const growing = (item: JudgedItem): readonly (readonly ChainNode[])[] =>
  item.growth === undefined
    ? item.chains
    : item.chains.map((chain) => chain.filter((node) => requestedOf(item, node) > 0));

/** Has the ledger hold what is granted to its ceilings, each budget once; called before the moves are recorded. */
export function guard(batch: EntryBatch, items: readonly JudgedItem[]): void {
  for (const item of items) {
    for (const node of new Set(growing(item).flat())) {
      if (isComplete(batch.engine.snapshot, node)) batch.counters.guard(node, requestedOf(item, node));
    }
  }
}

/** Taken before the moves are recorded, which change the figures. */
export const warnedOf = (items: readonly JudgedItem[]): JudgedItem[] =>
  items.filter(isWarned).map((item) => ({ ...item, ...copyOf(item) }));

const isWarned = (item: JudgedItem): boolean =>
  item.chains.some((chain) =>
    chain.some(
      (node) => node.enforcement !== "hard" && node.used + node.held + requestedOf(item, node) > node.usageLimit,
    ),
  );

/** A node that stands in two chains does so in the copy. */
function copyOf({ chains, growth }: JudgedItem): Pick<JudgedItem, "chains" | "growth"> {
  const copies = new Map<ChainNode, ChainNode>();
  for (const node of chains.flat()) copies.set(node, { ...node, carved: node.carved && { ...node.carved } });
  const copied = chains.map((chain) => chain.map((node) => copies.get(node) ?? node));
  if (growth === undefined) return { chains: copied };
  return { chains: copied, growth: new Map([...growth].map(([node, by]) => [copies.get(node) ?? node, by])) };
}

/** The nodes of the chains themselves where they are among the budgets moved, so that they show the figures afterwards. */
export function shownAmong(moved: readonly ChainNode[], chains: readonly (readonly ChainNode[])[]): ChainNode[] {
  const shown = chains.flat();
  return moved.map((node) => shown.find((one) => isSameBudget(one, node)) ?? node);
}

export const isSameBudget = (a: ChainNode, b: ChainNode): boolean =>
  a.assignment === b.assignment && a.entity === b.entity && a.period?.start === b.period?.start;
